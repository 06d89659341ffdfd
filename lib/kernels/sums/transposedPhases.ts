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
  // only the phases that have output: a stride is a number of the file, and may be far beyond what it makes
  const places = byPhase(outLength, at => modulo(at + before, stride));
  const taps = byPhase(kernel, k => modulo(k * dilation, stride));
  return [...places.keys()]
    .sort((a, b) => a - b)
    .map(phase => {
      const own = taps.get(phase) ?? [];
      const at = places.get(phase) ?? [];
      const back = own.map(k => (k * dilation - phase) / stride); // entries before that of the output
      const most = back.reduce((a, b) => Math.max(a, b), 0);
      return {
        taps: own,
        offsets: back.map(b => most - b),
        places: at,
        starts: at.map(place => (place + before - phase) / stride - most),
      };
    });
}

/** The indices below a length, by their phase. */
function byPhase(length: number, phaseOf: (index: number) => number): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let index = 0; index < length; index++) {
    const phase = phaseOf(index);
    const list = found.get(phase);
    if (list) list.push(index);
    else found.set(phase, [index]);
  }
  return found;
}

function modulo(x: number, n: number): number {
  return ((x % n) + n) % n;
}
