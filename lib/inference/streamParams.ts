import { show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { NetworkInput } from '../graph/network.js';
import { timeLayout } from '../graph/timeLayout.js';
import { type AffineParams, sameParams } from '../qparams.js';
import { checkOneKind } from './checkInput.js';
import { checkInputChannels, indexOfChannel, type InputOptions } from './inputChannels.js';
import { checkOptions, type OptionKeys } from '../options.js';

/** Options of {@link streamParams}. */
export interface StreamParamsOptions extends InputOptions {
  /** Names of the stream's channels; needed with `inputs` alone. */
  readonly names?: readonly string[];
}

const OPTIONS: OptionKeys<StreamParamsOptions> = { inputs: true, names: true };

/**
 * The encoding of a stream whose codes go into a network as they are: the params of its inputs, one entry a channel where they differ.
 * A channel that no input reads takes the params of the first input.
 *
 * @example
 * source$.pipe(quantize({ quantizer: affine(), params: streamParams(network) }), infer(network))
 *
 * @throws {FormatError} when the inputs take real numbers, or codes of different widths
 * @throws {RangeError} when `inputs` does not fit the network or the stream, or two inputs want one channel in different encodings
 */
export function streamParams(
  network: { readonly inputs: readonly NetworkInput[] },
  options: StreamParamsOptions = {},
): AffineParams {
  const { inputs: chosen, names = [] } = checkOptions('streamParams', options, OPTIONS);
  const { inputs } = network;
  checkOneKind('streamParams', inputs);
  const [first, ...others] = inputs.flatMap(({ params }) => params ?? []);
  if (first === undefined) throw new OptionRangeError('streamParams: the network must take codes, got real numbers');
  if (chosen) checkInputChannels('streamParams', inputs, chosen);
  const params = [first, ...others];
  if (others.every(own => sameParams(own, first))) return first;
  const encodings = chosen ? chosenEncodings(inputs, params, chosen, names) : inputs.flatMap(encodingsOf(params));
  return { ...first, scale: encodings.map(p => p.scale[0]), zeroPoint: encodings.map(p => p.zeroPoint[0]) };
}

/** One entry a channel of an input. */
function encodingsOf(params: readonly AffineParams[]) {
  return (input: NetworkInput, k: number) => new Array<AffineParams>(timeLayout(input).channels).fill(params[k]);
}

/** One entry a channel of the stream. */
function chosenEncodings(
  inputs: readonly NetworkInput[],
  params: readonly AffineParams[],
  chosen: NonNullable<InputOptions['inputs']>,
  names: readonly string[],
): readonly AffineParams[] {
  const wanted = new Map<number, AffineParams>();
  inputs.forEach(({ name }, k) => {
    for (const channel of chosen[name]) {
      const at = indexOfChannel(names, channel);
      if (at === undefined) {
        throw new OptionRangeError(
          `streamParams: names must have one channel ${show(channel)}, which input ${show(name)} reads, ` +
            `got ${names.join(', ')}`,
        );
      }
      if (!sameParams(wanted.get(at) ?? params[k], params[k])) {
        throw new OptionRangeError(
          `streamParams: inputs must take a channel in one encoding, got two for ${show(channel)}`,
        );
      }
      wanted.set(at, params[k]);
    }
  });
  return names.map((_, c) => wanted.get(c) ?? params[0]);
}
