import { openSource, type OpenSourceOptions } from '../datasets/index.js';
import { decodeFrame } from '../lib/decode.js';
import { OptionRangeError } from '../lib/errors.js';
import type { Frame } from '../lib/frame.js';
import { featureCodesStage, MICRO_SPEECH, MICRO_WAKE_WORD, microFrontendStage } from '../lib/frontend/index.js';
import { elementsOf } from '../lib/graph/tensor.js';
import { timeLayout } from '../lib/graph/timeLayout.js';
import { type AnyNetwork, timeInput } from '../lib/network.js';
import { fuse } from '../lib/stage.js';
import { FRONT_ENDS } from './frontEnds.js';

/** Windows of a second of features, as `micro_speech` takes them, laid flat. */
const SPEECH_WINDOWS = 49;

/** What became of audio on its way to a network. */
export interface FeatureCounts {
  features: number;
  /** Numbers of features beyond int8 codes. */
  beyond: number;
  /** Samples beyond int16. */
  clipped: number;
  /** Samples in no window. */
  unused: number;
}

/** A network as a front end feeds it: with a time axis over its features. */
export function behindFrontEnd(network: AnyNetwork, frontEnd: string): AnyNetwork {
  const { channels = 0 } = FRONT_ENDS[frontEnd];
  const [input, ...others] = network.inputs;
  const { params } = input;
  if (others.length > 0 || elementsOf(input.shape) % channels !== 0 || params?.qmin !== -128 || params.qmax !== 127) {
    throw new OptionRangeError(
      `run: frontEnd ${frontEnd} is for networks with one input of int8 codes, ${channels} a window, ${network.name} has other inputs`,
    );
  }
  return timeLayout(input).channels === channels ? network : timeInput(network, { channels });
}

/**
 * Throws when one channel of audio meets a network that looks like one behind a front end, and none was named: its shape is a hint, no
 * proof.
 */
export async function suggestFrontEnd(
  network: AnyNetwork,
  data: string,
  options: OpenSourceOptions,
  chosen: string | undefined,
): Promise<void> {
  const likely = likelyFrontEnd(network);
  if (chosen !== undefined || likely === undefined) return;
  const { info } = await (await openSource(data, options)).probe();
  if (info.names.length !== 1) return;
  throw new OptionRangeError(
    `run: ${network.name} takes ${elementsOf(network.inputs[0].shape)} numbers at a time, and the data have one channel; ` +
      `its input looks like features of audio: try --front-end ${likely}`,
  );
}

function likelyFrontEnd({ inputs }: AnyNetwork): string | undefined {
  if (inputs.length !== 1 || inputs[0].params?.qmin !== -128) return undefined;
  const { time, channels } = timeLayout(inputs[0]);
  if (channels === MICRO_WAKE_WORD.channels && time < SPEECH_WINDOWS) return 'micro-wake-word';
  return elementsOf(inputs[0].shape) === SPEECH_WINDOWS * (MICRO_SPEECH.channels ?? 0) ? 'micro-speech' : undefined;
}

/** Audio as what the codes of its features stand for: the network's input quantizes them to the same codes. */
export async function* featuresOf(
  source: AsyncIterable<Frame>,
  frontEnd: string,
  { inputs }: Pick<AnyNetwork, 'inputs'>,
  counts: FeatureCounts,
): AsyncGenerator<Frame, void, undefined> {
  const [{ params }] = inputs;
  if (!params) return;
  const stage = fuse(
    microFrontendStage({
      ...FRONT_ENDS[frontEnd],
      onClipped: n => (counts.clipped += n),
      onIncomplete: ({ length }) => (counts.unused += length),
    }),
    featureCodesStage({ params }),
  );
  let ready: Frame[] = [];
  for await (const f of source) {
    stage.process(f, codes => {
      counts.beyond += codes.clipped;
      ready.push(decodeFrame(codes));
    });
    for (const features of ready) {
      counts.features += features.length;
      yield features;
    }
    ready = [];
  }
  stage.flush(() => {});
}
