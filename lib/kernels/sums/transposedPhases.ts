/**
 * One of the `stride` ways in which a transposed convolution meets its input along an axis: every output entry of a phase takes the same
 * taps, from neighbouring input entries.
 */
export interface Phase {
  /** Taps that meet input entries. */
  readonly taps: readonly number[];
  /** Input entry of each tap, less the window's first, >= 0. */
  readonly offsets: readonly number[];
  /** Output entries of the phase. */
  readonly places: readonly number[];
  /** First input entry of each of them; < 0 or beyond the end in the padding. */
  readonly starts: readonly number[];
}

/**
 * The phases along one axis: `entry * stride + tap * dilation = output + before`.
 *
 * @internal
 *
 * @param before samples cut off before the first output entry
 */
export function transposedPhases(
  kernel: number,
  stride: number,
  dilation: number,
  before: number,
  outLength: number,
): readonly Phase[] {
  const phases: Phase[] = [];
  for (let phase = 0; phase < stride; phase++) {
    const places = range(outLength).filter(at => modulo(at + before, stride) === phase);
    if (places.length === 0) continue;
    const taps = range(kernel).filter(k => modulo(k * dilation, stride) === phase);
    const back = taps.map(k => (k * dilation - phase) / stride); // entries before that of the output
    const most = Math.max(0, ...back);
    phases.push({
      taps,
      offsets: back.map(b => most - b),
      places,
      starts: places.map(at => (at + before - phase) / stride - most),
    });
  }
  return phases;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, k) => k);
}

function modulo(x: number, n: number): number {
  return ((x % n) + n) % n;
}
