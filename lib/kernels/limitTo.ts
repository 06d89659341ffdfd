/**
 * An integer limited to [low, high]; NaN becomes low.
 *
 * @internal
 */
export function limitTo(q: number, low: number, high: number): number {
  return q > low ? (q > high ? high : q) : low;
}
