import { checkInteger, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Network } from '../graph/network.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { random } from '../random.js';
import { calibrated } from './calibrated.js';
import { type Judgement, judgementOf, type JudgeSums, judgeSums } from './judge.js';
import { quantizeNetwork, type QuantizeNetworkOptions } from './quantizeNetwork.js';
import type { Window } from './windowRuns.js';

/** Options of {@link crossJudge}. */
export interface CrossJudgeOptions extends Omit<QuantizeNetworkOptions, 'windows'> {
  /** Index of the right entry of the first output, for each window of each recording. */
  readonly labels?: readonly (readonly number[])[];
  /** How often the recordings are dealt into halves, an integer of at least 1. Defaults to 3. */
  readonly draws?: number;
  /** Windows of a half that calibrate, chosen at random. Defaults to 300; all where there are fewer. */
  readonly windows?: number;
  /** Seed of the dealing. Defaults to 1. */
  readonly seed?: number;
}

const OPTIONS: OptionKeys<CrossJudgeOptions> = {
  labels: true,
  draws: true,
  windows: true,
  seed: true,
  recipe: true,
  input: true,
};

/** What {@link crossJudge} finds. */
export interface CrossJudgement {
  /** Means over the draws. */
  readonly mean: Judgement;
  /** The least of each figure over the draws, the largest share clipped. */
  readonly worst: Judgement;
  /** Each draw, all recordings pooled. */
  readonly draws: readonly Judgement[];
}

/**
 * Judges a recipe on recordings that it was not calibrated on: half of the recordings calibrate, the other half judges, then the other way
 * round; both are pooled. Windows of one recording look alike, so they never lie on both sides.
 *
 * @param recordings windows of real numbers, recording for recording; at least two recordings
 * @throws {RangeError} when there are fewer, or an option does not suit
 */
export function crossJudge(
  network: Network,
  recordings: readonly (readonly Window[])[],
  given: CrossJudgeOptions = {},
): CrossJudgement {
  const { labels, draws = 3, windows = 300, seed = 1, ...options } = checkOptions('crossJudge', given, OPTIONS);
  checkInteger('crossJudge', 'draws', draws, 1);
  checkInteger('crossJudge', 'windows', windows, 1);
  if (recordings.length < 2) {
    throw new OptionRangeError(`crossJudge: recordings must hold two or more, got ${show(recordings.length)}`);
  }
  const generator = random(seed);
  const shuffled = <T>(list: readonly T[]): T[] => {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(generator.uniform() * (i + 1));
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  };
  const judged = Array.from({ length: draws }, () => {
    const order = shuffled([...recordings.keys()]);
    const middle = Math.floor(order.length / 2);
    const halves = [order.slice(0, middle), order.slice(middle)];
    const sums = halves.map((half, k) => {
      const all = half.flatMap(r => recordings[r]);
      const chosen = shuffled([...all.keys()])
        .slice(0, windows)
        .sort((a, b) => a - b)
        .map(w => all[w]);
      const ranges = calibrated(network, chosen, options.recipe);
      const integer = quantizeNetwork(network, ranges, { ...options, windows: chosen });
      const others = halves[1 - k];
      const known = labels && others.flatMap(r => labels[r]);
      return judgeSums(
        network,
        integer,
        others.flatMap(r => recordings[r]),
        known,
      );
    });
    return judgementOf(pooled(sums[0], sums[1]));
  });
  return {
    mean: over(judged, list => list.reduce((sum, x) => sum + x, 0) / list.length),
    worst: over(judged, (list, clipped) => (clipped ? Math.max(...list) : Math.min(...list))),
    draws: judged,
  };
}

function pooled(a: JudgeSums, b: JudgeSums): JudgeSums {
  const add = (x: readonly [number, number], y: readonly [number, number]) => [x[0] + y[0], x[1] + y[1]] as const;
  return {
    windows: a.windows + b.windows,
    signal: add(a.signal, b.signal),
    error: add(a.error, b.error),
    agreeing: a.agreeing + b.agreeing,
    right: a.right === undefined || b.right === undefined ? undefined : a.right + b.right,
    samples: add(a.samples, b.samples),
    clipped: add(a.clipped, b.clipped),
  };
}

function over(list: readonly Judgement[], fold: (values: readonly number[], clipped: boolean) => number): Judgement {
  const of = (key: keyof Judgement, clipped = false) =>
    fold(
      list.map(one => one[key] ?? NaN),
      clipped,
    );
  return {
    windows: list[0].windows,
    output: of('output'),
    logits: of('logits'),
    agreement: of('agreement'),
    ...(list[0].top1 !== undefined && { top1: of('top1') }),
    inputClipped: of('inputClipped', true),
    logitsClipped: of('logitsClipped', true),
  };
}
