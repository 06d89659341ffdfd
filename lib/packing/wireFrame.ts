import type { QFrame } from '../frame.js';
import type { SplitFrame } from '../splitFrame.js';

/** What a frame on the wire carries beside the {@link QFrame}. */
export interface WireMeta {
  /** Which stream the frame belongs to: an id of at most 255 bytes of UTF-8. */
  readonly source: string;
  /** Number of the frame in its stream, an integer in [0, 2^64), one more than that of the frame before, modulo 2^64. */
  readonly sequence: bigint;
  /** The samples just before this frame are missing at the source. Defaults to false. */
  readonly gap?: boolean;
  /** The source was at the end of its range: samples were clipped before they were quantized. Defaults to false. */
  readonly clip?: boolean;
  /**
   * Samples whose codes stand for nothing, as a bitmap: bit (i mod 8), low bits first, of byte (i div 8) belongs to code i,
   * channel-major as the codes; ceil(channels * length / 8) bytes, the bits left over 0. Defaults to the frame's own `missing`; a decoded frame carries it too.
   */
  readonly missing?: Uint8Array;
}

/** A frame from the wire; `encodeWireFrame(w.frame, w)` gives the same bytes again. */
export interface WireFrame extends WireMeta {
  readonly frame: QFrame;
  readonly gap: boolean;
  readonly clip: boolean;
}

/** A block of channels with bits of their own from the wire; `encodeWireSplit(w.split, w)` gives the same bytes again. */
export interface WireSplit extends WireMeta {
  readonly split: SplitFrame;
  readonly gap: boolean;
  readonly clip: boolean;
}

/** Limits of what encodes and decodes messages. */
export interface WireLimits {
  /** Largest frame in bytes, an integer in [64, 2^28]. Defaults to 2^20. */
  readonly maxBytes?: number;
}
