/** A ratio of rates as whole numbers: `up` output samples for every `down` input samples. */
export interface RateRatio {
  readonly up: number;
  readonly down: number;
}

/** The largest whole number of a ratio: filters grow with it. */
export const MAX_RATIO = 1024;

/**
 * The simplest fraction that is `to / from` within 1e-9; else the nearest one of numbers up to {@link MAX_RATIO}. Undefined where none comes
 * within 1e-3.
 *
 * @internal
 *
 * @see continued fractions: D. E. Knuth, The Art of Computer Programming 2, section 4.5.3
 */
export function rateRatio(from: number, to: number): RateRatio | undefined {
  const ratio = to / from;
  const error = ({ up, down }: RateRatio) => Math.abs(up / down / ratio - 1);
  let [last, best] = [
    { up: 1, down: 0 },
    { up: Math.floor(ratio), down: 1 },
  ];
  for (let rest = ratio - Math.floor(ratio); error(best) > 1e-9 && rest > 1e-12;) {
    const term = Math.floor(1 / rest);
    rest = 1 / rest - term;
    // all of the term, or as much of it as keeps both numbers small
    const room = Math.min(
      ...(['up', 'down'] as const).map(k => (best[k] === 0 ? Infinity : Math.floor((MAX_RATIO - last[k]) / best[k]))),
    );
    const taken = Math.min(term, room);
    const next = { up: last.up + taken * best.up, down: last.down + taken * best.down };
    if (taken < term) {
      if (taken >= 1 && error(next) < error(best)) best = next;
      break;
    }
    [last, best] = [best, next];
  }
  const fits = best.up >= 1 && best.up <= MAX_RATIO && best.down >= 1 && best.down <= MAX_RATIO;
  return fits && error(best) <= 1e-3 ? best : undefined;
}
