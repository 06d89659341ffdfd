import { checkFunction, checkInteger, checkNumber, checkPositive } from '../check.js';
import { DataError, OptionTypeError } from '../errors.js';
import { type Frame, type StreamInfo, streamInfo, when } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { predictSqnr, type SignalMoments } from '../meters/theory.js';
import { affine } from '../quantizers/affine.js';
import { encodeFrame, type Quantizer } from '../quantizers/quantizer.js';
import { range as rangeOf } from '../range.js';
import { sensorMap } from '../sensorDomain.js';
import { fuse, type Stage, stateless } from '../stage.js';
import { allocateBits, type BitPlan } from './allocateBits.js';
import type { SplitFrame } from './splitFrame.js';

/** Options of {@link allocateStage}. */
export interface AllocateOptions {
  /** Bits a second for all channels together, or the SQNR in dB that every block is to reach with the fewest bits. */
  readonly budget: { readonly bitsPerSecond: number } | { readonly sqnr: number };
  /**
   * Makes the quantizer of a width, for one channel; its parameters must foretell its noise (`predictSqnr`). Defaults to `affine`.
   */
  readonly quantizer?: (bits: number) => Quantizer;
  /** Samples from plan to plan, counted in absolute indices, an integer of at least 1. Defaults to 1024. */
  readonly every?: number;
  /** Fewest bits of a channel, an integer in [0, 16]. Defaults to 0: weak channels may be left out. */
  readonly minBits?: number;
  /** Most bits of a channel, an integer in [minBits, 16]. Defaults to 16. */
  readonly maxBits?: number;
  /** Told of every plan and the absolute index from which it holds. */
  readonly onPlan?: (plan: BitPlan, start: number) => void;
}

/**
 * Codes the channels of each block of `every` samples with the bits that {@link allocateBits} gives them: channels with power get
 * more, and none is left out unless its power is below the noise of the others.
 *
 * A block is held until it is complete, measured (power, smallest and largest sample), planned with the noise that the quantizer's
 * own parameters foretell at each width, and coded over its own range: nothing is clipped. Side information, the parameters
 * of the parts, is not counted in the budget, which buys floor(bitsPerSecond / sampleRate) bits a sample.
 *
 * @throws {DataError} from `process` when a budget in bits a second meets a stream without sample rate or does not hold
 * minBits for every channel, or at a sample that is not finite
 */
export function allocateStage({
  budget,
  quantizer = bits => affine({ bits }),
  every = 1024,
  minBits = 0,
  maxBits = 16,
  onPlan,
}: AllocateOptions): Stage<Frame, SplitFrame> {
  if (typeof budget !== 'object' || budget === null || 'bitsPerSecond' in budget === 'sqnr' in budget) {
    throw new OptionTypeError('allocate: budget must be { bitsPerSecond } or { sqnr }');
  }
  if ('sqnr' in budget) checkNumber('allocate', 'budget.sqnr', budget.sqnr);
  else checkPositive('allocate', 'budget.bitsPerSecond', budget.bitsPerSecond);
  checkFunction('allocate', 'quantizer', quantizer);
  checkInteger('allocate', 'minBits', minBits, 0, 16);
  checkInteger('allocate', 'maxBits', maxBits, Math.max(minBits, 1), 16);
  const quantizers = Array.from({ length: maxBits }, (_, b) => quantizer(b + 1)); // of 1 to maxBits bits
  let shared: StreamInfo | undefined;
  let single: StreamInfo[] = []; // descriptions of the parts

  function describe(info: StreamInfo): void {
    shared = info;
    const { sampleRate, epoch } = info;
    single = info.names.map((name, c) =>
      streamInfo({ channels: 1, sampleRate, epoch, names: [name], units: [info.units[c]] }),
    );
  }

  return fuse(
    reframeStage({ size: every }),
    stateless('allocate', f => {
      if (f.info !== shared) describe(f.info);
      const channels = single.map((info, c) => measureChannel(f, c, info));
      const plan = allocateBits({
        variances: channels.map(x => x.power),
        budget: 'sqnr' in budget ? budget : { bits: bitsOf(f, budget.bitsPerSecond, minBits) },
        noise: (bits, c) => foretell(quantizers[bits - 1], channels[c]),
        minBits,
        maxBits,
      });
      onPlan?.(plan, f.start);
      const parts = channels.map(({ frame, range }, c) => {
        if (plan.bits[c] === 0) return undefined;
        const rule = quantizers[plan.bits[c] - 1];
        return encodeFrame(rule, frame, rule.design(range));
      });
      const { length, start, info } = f;
      return { parts, bits: plan.bits, length, start, info, ...sensorMap(f) };
    }),
  );
}

/** One channel of a block and what a plan needs to know of it. */
interface Channel extends SignalMoments {
  readonly frame: Frame;
  readonly range: ReturnType<typeof rangeOf>;
}

function measureChannel(f: Frame, c: number, info: StreamInfo): Channel {
  const data = f.data.slice(c * f.length, (c + 1) * f.length);
  let [min, max, squares, magnitudes] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (x < min) min = x;
    if (x > max) max = x;
    squares += x * x;
    magnitudes += Math.abs(x);
  }
  if (!Number.isFinite(squares)) {
    const i = data.findIndex(x => !Number.isFinite(x));
    throw new DataError(
      'data-non-finite',
      `allocate: channel ${info.names[0]} is ${data[i]} at ${when(info, f.start + i)}; fill gaps first`,
    );
  }
  const [power, meanAbs] = [squares / data.length, magnitudes / data.length];
  const map = {
    ...(f.gains && { gains: [f.gains[c]] }),
    ...(f.centres && { centres: [f.centres[c]] }),
  };
  const frame: Frame = { data, channels: 1, length: f.length, start: f.start, info, ...map };
  return { frame, range: rangeOf(min + 0, max + 0), power, meanAbs };
}

/** Noise power of a channel under a quantizer, by the quantizer's own parameters. */
function foretell(quantizer: Quantizer, { power, meanAbs, range }: Channel): number {
  if (power === 0) return 0;
  const sqnr = predictSqnr(quantizer.design(range), { power, meanAbs });
  if (sqnr === undefined) {
    throw new OptionTypeError(
      `allocate: quantizer must have parameters that foretell its noise (affine, powerOfTwo, fixedPoint, mu-law), ` +
        `got ${quantizer.name}`,
    );
  }
  return power * 10 ** (-sqnr / 10);
}

/** Whole bits that the budget buys for one sample of all channels. */
function bitsOf(f: Frame, bitsPerSecond: number, minBits: number): number {
  const rate = f.info.sampleRate;
  if (rate === undefined) {
    throw new DataError(
      'data-info',
      `allocate: the stream has no sample rate, so ${bitsPerSecond} bits a second are no bits a sample; ` +
        `give the source a sampleRate, or a budget { sqnr }`,
    );
  }
  const bits = Math.floor(bitsPerSecond / rate);
  if (bits >= minBits * f.channels) return bits;
  throw new DataError(
    'data-info',
    `allocate: ${bitsPerSecond} bits a second at ${rate} Hz are ${bits} bits a sample, ` +
      `fewer than minBits = ${minBits} for ${f.channels} channels`,
  );
}
