import { DataError } from '../errors.js';
import { type Frame, type QFrame, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type BlockScaledParams, blocksTouched, freezeParams } from '../qparams.js';
import { checkFinite } from './checkFinite.js';
import { encodeFrame } from './quantizer.js';

/** What the samples of a block become once they are divided by its scale: integers, small floats. */
export interface BlockElement {
  /** Bits of a code. */
  readonly bits: number;
  readonly qmin: number;
  readonly qmax: number;
  /** Values of the codes, qmin to qmax; none where a code is its own value. */
  readonly levels?: readonly number[];
  /** A magnitude above it is overload, and is counted. */
  readonly limit: number;
  /** The code of a number; saturates. */
  encode(y: number): number;
}

/** Options of {@link encodeBlocks}. */
export interface EncodeBlocksOptions {
  /** Who asks, for messages. */
  readonly name: string;
  /** Samples that share a scale; blocks start at its multiples, in absolute indices. */
  readonly blockSize: number;
  readonly element: BlockElement;
  /**
   * The scales of the blocks that the frame touches, shape (channels, blocks), > 0; or the rule that makes a block's scale
   * from its largest magnitude.
   */
  readonly scale: readonly number[] | ((peak: number) => number);
}

const OPTIONS: OptionKeys<EncodeBlocksOptions> = { name: true, blockSize: true, element: true, scale: true };

/**
 * Codes of a frame under block scales: `q = element(x / scale)`, the quotient in float32.
 *
 * @throws {DataError} at a NaN or, where scales are made from the samples, at an infinity
 * @throws {DataError} when the scales are not as many as the blocks
 */
export function encodeBlocks(f: Frame, options: EncodeBlocksOptions): QFrame {
  const { name, blockSize, element, scale } = checkOptions('encodeBlocks', options, OPTIONS);
  const { channels, length, start, info } = f;
  const blocks = blocksTouched(start, length, blockSize);
  if (typeof scale === 'function') checkFinite(name, f);
  const scales = typeof scale === 'function' ? scalesOf(f, blockSize, blocks, scale) : scale;
  if (scales.length !== channels * blocks) {
    throw new DataError(
      'data-params',
      `${name}: frame at ${when(info, start)} touches ${channels} x ${blocks} blocks, got ${scales.length} scales`,
    );
  }
  const { bits, qmin, qmax, levels, limit } = element;
  const params = freezeParams<BlockScaledParams>({
    kind: 'blockScaled',
    bits,
    qmin,
    qmax,
    blockSize,
    scale: [...scales],
    ...(levels && { levels }),
  });
  const rule = {
    name,
    design: () => params,
    encode(x: Float32Array, begin: number, end: number, _: BlockScaledParams, c: number, out: QFrame['data']) {
      let clipped = 0;
      let block = c * blocks;
      let next = nextBlock(start, blockSize) - start + begin;
      let s = scales[block];
      for (let i = begin; i < end; i++) {
        if (i === next) {
          s = scales[++block];
          next += blockSize;
        }
        const y = Math.fround(x[i] / s);
        if (!(y <= limit && y >= -limit)) {
          if (Number.isNaN(y)) return ~i;
          clipped++;
        }
        out[i] = element.encode(y);
      }
      return clipped;
    },
  };
  return encodeFrame(rule, f, params);
}

/** Absolute index where the block behind that of `index` starts. */
function nextBlock(index: number, blockSize: number): number {
  return (Math.floor(index / blockSize) + 1) * blockSize;
}

/** A scale for each block, channel by channel, from its largest magnitude. */
function scalesOf(f: Frame, blockSize: number, blocks: number, rule: (peak: number) => number): number[] {
  const { data, channels, length, start } = f;
  const scales: number[] = [];
  for (let c = 0; c < channels; c++) {
    let from = c * length;
    for (let b = 0; b < blocks; b++) {
      const to = Math.min(nextBlock(start + from - c * length, blockSize) - start, length) + c * length;
      let peak = 0;
      for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(data[i]));
      scales.push(rule(peak));
      from = to;
    }
  }
  return scales;
}
