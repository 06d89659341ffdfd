import { halfEven } from '../rounding.js';
import { DIFFERENCES } from './differences.js';
import type { Cell } from './halfCells.js';

/** The noise of a sensor, or why it cannot be told from these samples. */
export type NoiseFloor =
  | {
      /** Standard deviation of the noise, in the unit of the samples. */
      readonly sigma: number;
      /**
       * Where the values stand on a step that the noise hardly exceeds: the smallest and the largest deviation of white noise that
       * gives this median. Undefined where the step is finer.
       */
      readonly between: readonly [low: number, high: number] | undefined;
    }
  | { readonly refused: string };

/** Fewest second differences to judge by. */
const FEWEST = 1500;
/** The median of the magnitude of a Gaussian of deviation 1, inverted. */
const MEDIAN = 1.4826;
/** Quartiles of the magnitude of a Gaussian of deviation 1. */
const QUARTILES = [0.31864, 1.15035] as const;

/**
 * The noise floor by second differences: sigma = 1.4826 median|d2 - median(d2)| / sqrt(6), on the assumption that the noise is white and
 * the signal under it smooth from sample to sample, or still but for steps.
 *
 * The assumption is tested: fourth differences, of neighbours and of samples two and three apart, have to give the same noise, as
 * white noise does and neither coloured noise nor tones do; and large second differences must not be more than noise has. The
 * bounds of 0.3 to 0.75 dB keep the error below about 1 dB. On a step that the noise hardly exceeds those tests see nothing;
 * there the median is that of whole steps, and `between` says how little it tells.
 *
 * Equation (27) of docs/quantization.md.
 *
 * @param differences cells of each of DIFFERENCES
 * @param step of the values, where they stand on one
 * @see F. R. Hampel, The influence curve and its role in robust estimation, JASA 69 (1974), 383-393 (the median deviation)
 */
export function noiseFloor(differences: readonly (readonly Cell[])[], step: number | undefined): NoiseFloor {
  const spreads = differences.map(cells => spreadOf(cells, step));
  const [second] = spreads;
  const all = differences[0].reduce((sum, cell) => sum + cell.count, 0);
  if (all < FEWEST) return { refused: `too few samples: ${all} second differences, at least ${FEWEST}` };
  if (second.count < FEWEST) return { refused: 'the values stand still most of the time' };
  const { gain } = DIFFERENCES[0];
  if (step !== undefined) {
    const median = second.whole(0.5);
    const sigma = (MEDIAN * median) / gain;
    if (median === 0)
      return { refused: 'the values stand still half of the time, or their step is wider than the noise' };
    if (sigma <= 2 * step) {
      if (second.above(2) < 0.02)
        return { refused: 'nothing but the rounding to the step is seen: the step is wider than the noise' };
      const ends = [median - step / 2, median + step / 2].map(m => (MEDIAN * m) / gain);
      return { sigma, between: [ends[0], ends[1]] };
    }
  }
  const sigma = (MEDIAN * second.within(0.5)) / gain;
  if (!(sigma > 0)) return { refused: 'the values stand still' };
  const off = (estimate: number) => 20 * Math.log10(estimate / sigma);
  const [, near, two, three] = spreads.map((s, k) => off((MEDIAN * s.within(0.5)) / DIFFERENCES[k].gain));
  const [lower, upper] = QUARTILES.map((q, k) => off(second.within([0.25, 0.75][k]) / q / gain));
  if (upper > 0.3 || upper < -0.6 || Math.abs(lower) > 0.75) {
    return { refused: 'second differences are not spread as noise is: the signal bends too often for it' };
  }
  if (near > 0.6 || near < -0.5) return { refused: disagree('fourth differences', near, 'the signal is not smooth') };
  if (two > 0.75 || two < -0.6) return { refused: disagree('differences of every second sample', two, COLOURED) };
  if (Math.abs(three) > 0.75) return { refused: disagree('differences of every third sample', three, COLOURED) };
  return { sigma, between: undefined };
}

const COLOURED = 'the noise is coloured, or the signal a tone near half of the sample rate';

function disagree(what: string, decibels: number, why: string): string {
  return `${what} give ${Math.abs(decibels).toFixed(1)} dB ${decibels > 0 ? 'more' : 'less'} noise: ${why}`;
}

/** The distances of differences from their median. */
interface Spread {
  readonly count: number;
  /** The distance that a share of them does not exceed, in whole steps. */
  whole(share: number): number;
  /** The same with each step spread over its width. */
  within(share: number): number;
  /** The share of them above so many steps. */
  above(steps: number): number;
}

function spreadOf(cells: readonly Cell[], step: number | undefined): Spread {
  const snapped = cells
    .filter(({ value }) => step !== undefined || value !== 0) // without a step, zeros are stretches that are held
    .map(cell => snap(cell, step))
    .sort((a, b) => a.value - b.value);
  const count = snapped.reduce((sum, cell) => sum + cell.count, 0);
  const middle = at(snapped, 0.5 * count)?.cell.value ?? 0;
  const distances = joined(
    snapped
      .map(({ value, width, count: n }) => ({ value: Math.abs(value - middle), width, count: n }))
      .sort((a, b) => a.value - b.value),
  );
  return {
    count,
    whole: share => at(distances, share * count)?.cell.value ?? NaN,
    within(share) {
      const found = at(distances, share * count);
      if (!found) return NaN;
      const { value, width, count: n } = found.cell;
      const low = Math.max(value - width / 2, 0);
      return low + (value + width / 2 - low) * ((share * count - found.before) / n);
    },
    above: steps =>
      distances.reduce((sum, d) => sum + (d.value > (steps + 0.5) * (step ?? 0) ? d.count : 0), 0) / count,
  };
}

/** Ascending cells, those of one value as one: what stood on both sides of the median. */
function joined(cells: readonly Cell[]): Cell[] {
  const out: Cell[] = [];
  for (const cell of cells) {
    const last = out.at(-1);
    if (last && cell.value - last.value <= 1e-6 * cell.width) {
      out[out.length - 1] = {
        value: last.value,
        width: Math.max(last.width, cell.width),
        count: last.count + cell.count,
      };
    } else {
      out.push(cell);
    }
  }
  return out;
}

/** A cell as the multiple of the step that it can only hold, as wide as a step. */
function snap({ value, width, count }: Cell, step: number | undefined): Cell {
  if (step === undefined) return { value, width, count };
  return width > step ? { value, width, count } : { value: step * halfEven(value / step), width: step, count };
}

/** The cell that holds a rank, and how many stand before it. */
function at(sorted: readonly Cell[], rank: number): { readonly cell: Cell; readonly before: number } | undefined {
  let before = 0;
  for (const cell of sorted) {
    if (before + cell.count >= rank) return { cell, before };
    before += cell.count;
  }
  return undefined;
}
