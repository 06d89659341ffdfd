import type { AnyFrame, Marks, QFrame } from './frame.js';
import { advanceAdaptive } from './kernels/adaptive.js';
import { sliceMarks } from './marks.js';
import type { BlockScaledParams, QParams } from './qparams.js';

/**
 * Samples `from` to `to` (relative to the frame) as a frame of their own; the whole frame is returned as it is.
 *
 * The parameters of a part are those that decode it alone: its block scales, or the state its first code finds. Which of its
 * samples were clipped is not known any more: the part that begins the frame keeps the whole count, the others have none.
 */
export function sliceFrame<F extends AnyFrame>(f: F, from: number, to: number): F {
  if (from === 0 && to === f.length) return f;
  const length = to - from;
  const data = f.data.slice(0, f.channels * length);
  for (let c = 0; c < f.channels; c++) data.set(f.data.subarray(c * f.length + from, c * f.length + to), c * length);
  const reference = f.reference && { reference: sliceFrame(f.reference, from, to) };
  const slice = { ...f, data, length, start: f.start + from, ...reference };
  if (f.missing || f.filled) remark(slice, sliceMarks(f, from, length));
  if (!('params' in f)) return slice;
  return {
    ...slice,
    params: sliceParams(f, from, length),
    clipped: from === 0 ? f.clipped : 0,
  };
}

/** Gives a fresh copy of a frame other marks. */
export function remark(copy: { missing?: Uint8Array; filled?: Uint8Array }, marks: Marks): void {
  delete copy.missing;
  delete copy.filled;
  Object.assign(copy, marks);
}

function sliceParams(f: QFrame, from: number, length: number): QParams {
  switch (f.params.kind) {
    case 'blockScaled':
      return sliceBlocks(f.params, f, f.start + from, length);
    case 'adaptive':
      return from === 0 ? f.params : advanceAdaptive(f.params, f, from);
    case 'affine':
    case 'powerOfTwo':
    case 'fixedPoint':
    case 'companded':
    case 'codebook':
      return f.params;
  }
}

/** The block scales of `length` samples from absolute index `start`, a part of frame `f`. */
function sliceBlocks(params: BlockScaledParams, f: AnyFrame, start: number, length: number): BlockScaledParams {
  const block = (index: number) => Math.floor(index / params.blockSize) - Math.floor(f.start / params.blockSize);
  const row = block(f.start + f.length - 1) + 1;
  const [first, end] = length === 0 ? [0, 0] : [block(start), block(start + length - 1) + 1];
  const scale = params.scale.filter((_, k) => k % row >= first && k % row < end);
  return Object.freeze({ ...params, scale: Object.freeze(scale) });
}
