import { DataError } from '../errors.js';
import { type AnyFrame, when } from '../frame.js';
import { type AffineParams, sameParams } from '../qparams.js';
import type { Network, NetworkInput } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { shortest } from '../shortest.js';

/** A stream's rate may differ by this share from the one the model was trained for: clocks drift, rates are measured. */
const RATE_TOLERANCE = 0.01;

/** Throws when a stream has another rate than the model was trained for. */
export function checkRate(network: Pick<Network, 'sampleRate'>, { info: { sampleRate } }: AnyFrame): void {
  if (!fitsRate(network, sampleRate)) {
    throw new DataError(
      'data-info',
      `infer: the stream has ${sampleRate} Hz, the model was trained for ${network.sampleRate} Hz; put resample({ rate: ${network.sampleRate} }) before infer`,
    );
  }
}

/**
 * Throws when no stream holds what all inputs take: real numbers and codes, or codes of different widths.
 *
 * @internal
 */
export function checkOneKind(who: string, inputs: readonly NetworkInput[]): void {
  const kinds = inputs.map(({ params }) =>
    params ? `${params.bits}-bit codes ${params.qmin} to ${params.qmax}` : 'real numbers',
  );
  const other = kinds.findIndex(kind => kind !== kinds[0]);
  if (other < 0) return;
  const [a, b] = [0, other].map(k => `${kinds[k]} for ${JSON.stringify(inputs[k].name)}`);
  throw networkError('inputs', `${who} takes one stream, of real numbers or of codes of one width`, `${a}, ${b}`);
}

/** Whether a stream of this rate suits the model; an unknown rate on either side does. */
export function fitsRate(
  { sampleRate: trained }: Pick<Network, 'sampleRate'>,
  sampleRate: number | undefined,
): boolean {
  if (trained === undefined || sampleRate === undefined) return true;
  return Math.abs(sampleRate / trained - 1) <= RATE_TOLERANCE;
}

/** Throws when a frame does not hold what an input takes. */
export function checkTaken(f: AnyFrame, { params }: NetworkInput): void {
  if (params) checkCodes(f, params);
  else checkReal(f);
}

/** Throws when codes come where the network takes real numbers. */
function checkReal(f: AnyFrame): void {
  if ('params' in f) {
    throw new DataError(
      'data-params',
      `infer: frame at ${when(f.info, f.start)} holds codes, the model takes real numbers; dequantize before infer`,
    );
  }
}

/** Throws when the codes of a frame stand for other values than the codes of the network's input. */
function checkCodes(f: AnyFrame, wanted: AffineParams): void {
  const at = `infer: frame at ${when(f.info, f.start)}`;
  if (!('params' in f)) {
    throw new DataError('data-no-params', `${at} holds real numbers, the model takes codes; quantize before infer`);
  }
  const { params } = f;
  if (sameParams(params, wanted)) return;
  const model = `the model was calibrated for ${numbers(wanted.scale)}, ${numbers(wanted.zeroPoint)}`;
  if (params.kind !== 'affine') {
    throw new DataError('data-params', `${at} has ${params.kind} params, ${model}; requantize before infer`);
  }
  const [scale, zeroPoint] = [numbers(params.scale), numbers(params.zeroPoint)];
  if (scale !== numbers(wanted.scale) || zeroPoint !== numbers(wanted.zeroPoint)) {
    throw new DataError(
      'data-params',
      `${at} has scale ${scale}, zero point ${zeroPoint}; ${model}; freeze the range before infer`,
    );
  }
  if (params.ditherSeed !== undefined) {
    throw new DataError('data-params', `${at} is dithered, the model takes plain codes; requantize before infer`);
  }
  throw new DataError(
    'data-params',
    `${at} has ${params.bits}-bit codes ${params.qmin} to ${params.qmax}, ` +
      `the model takes ${wanted.bits}-bit codes ${wanted.qmin} to ${wanted.qmax}; quantize to those`,
  );
}

function numbers(list: readonly number[]): string {
  return list.length > 8 ? `${list.length} numbers, one a channel` : list.map(shortest).join(' and ');
}
