import { DataError } from '../errors.js';
import { type AnyFrame, when } from '../frame.js';
import { type AffineParams, sameParams } from '../qparams.js';
import type { Network } from '../graph/network.js';
import { shortest } from '../shortest.js';

/** A stream's rate may differ by this share from the one the model was trained for: clocks drift, rates are measured. */
const RATE_TOLERANCE = 0.01;

/** Throws when a frame has other channels than the model takes, or another rate than it was trained for. */
export function checkModel(network: Pick<Network, 'sampleRate'>, f: AnyFrame, channels: number): void {
  if (f.channels !== channels) {
    throw new DataError(
      'data-channels',
      `infer: frame at ${when(f.info, f.start)} has ${f.channels} channels, the model takes ${channels}`,
    );
  }
  const { sampleRate } = f.info;
  if (!fitsRate(network, sampleRate)) {
    throw new DataError(
      'data-info',
      `infer: the stream has ${sampleRate} Hz, the model was trained for ${network.sampleRate} Hz; resample before infer`,
    );
  }
}

/** Whether a stream of this rate suits the model; an unknown rate on either side does. */
export function fitsRate(
  { sampleRate: trained }: Pick<Network, 'sampleRate'>,
  sampleRate: number | undefined,
): boolean {
  if (trained === undefined || sampleRate === undefined) return true;
  return Math.abs(sampleRate / trained - 1) <= RATE_TOLERANCE;
}

/** Throws when codes come where the network takes real numbers. */
export function checkReal(f: AnyFrame): void {
  if ('params' in f) {
    throw new DataError(
      'data-params',
      `infer: frame at ${when(f.info, f.start)} holds codes, the model takes real numbers; dequantize before infer`,
    );
  }
}

/** Throws when the codes of a frame stand for other values than the codes of the network's input. */
export function checkCodes(f: AnyFrame, wanted: AffineParams): void {
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
