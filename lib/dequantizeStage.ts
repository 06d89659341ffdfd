import { decodeFrame } from './decode.js';
import type { Frame, QFrame } from './frame.js';
import { type Stage, stateless } from './stage.js';

/** Decodes frames of codes, each by the parameters it carries; see {@link decodeFrame}. */
export function dequantizeStage(): Stage<QFrame, Frame> {
  return stateless('dequantize', decodeFrame);
}
