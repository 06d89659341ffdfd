import { checkInteger } from '../check.js';
import type { StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { blocksTouched, newCodes, type QParams } from '../qparams.js';
import { wireEncoder } from './wireEncoder.js';

/** Options of {@link wireRate}. */
export interface WireRateOptions {
  /** Samples of each channel in a message, an integer in [1, 2^20]. Defaults to 1024. */
  readonly length?: number;
  /** Bytes of the id of the stream, an integer in [0, 255]. Defaults to 8. */
  readonly sourceBytes?: number;
}

/** What codes cost on the wire, in bits for one sample of one channel. */
export interface WireRate {
  /** Codes, packed to their width. */
  readonly codes: number;
  /** Everything else: parameters, tables, headers, checksum. */
  readonly side: number;
  /** Both. */
  readonly total: number;
}

const OPTIONS: OptionKeys<WireRateOptions> = { length: true, sourceBytes: true };

/**
 * The rate of a stream of codes as `wireEncoder` sends it: averaged over the 64 messages from one table of levels to the next, of
 * `length` samples each. The rate that belongs beside every SQNR: a codebook's table and a small block's scales are not free.
 *
 * Block scales are counted for every block; adaptive coders send their state with each message.
 */
export function wireRate(params: QParams, info: StreamInfo, options: WireRateOptions = {}): WireRate {
  const { length = 1024, sourceBytes = 8 } = checkOptions('wireRate', options, OPTIONS);
  checkInteger('wireRate', 'length', length, 1, 2 ** 20);
  checkInteger('wireRate', 'sourceBytes', sourceBytes, 0, 255);
  const channels = info.names.length;
  const encoder = wireEncoder({ source: 's'.repeat(sourceBytes), sequence: 2n ** 24n, maxBytes: 2 ** 28 });
  const data = newCodes(params, channels * length).fill(params.qmin);
  const messages = 64;
  let bytes = 0;
  for (let k = 0; k < messages; k++) {
    const start = (2 ** 24 + k) * length; // a clock that has run for a while
    const frame = { data, channels, length, start, info, params: spread(params, channels, start, length), clipped: 0 };
    encoder.process(frame, message => (bytes += message.length));
  }
  const total = (8 * bytes) / (messages * channels * length);
  return { codes: params.bits, side: total - params.bits, total };
}

/** Parameters of a message: with a scale for each block that it touches. */
function spread(params: QParams, channels: number, start: number, length: number): QParams {
  if (params.kind !== 'blockScaled') return params;
  const count = channels * blocksTouched(start, length, params.blockSize);
  return { ...params, scale: Array.from({ length: count }, (_, k) => params.scale[k % params.scale.length]) };
}
