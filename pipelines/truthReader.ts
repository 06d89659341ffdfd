import type { OutputKind, OutputReader, Reading } from '../lib/network.js';

/** What labels and decisions of one output mean: an entry each, true or not. */
export interface TruthReader {
  readonly name: string;
  readonly kind: OutputKind;
  /** Which output it is. */
  readonly index: number;
  /** Names of the entries: the classes, the detectors, or `anomaly`. */
  readonly labels: readonly string[];
  readonly thresholds: readonly number[];
  /** Whether exactly one entry is true: classes. */
  readonly exclusive: boolean;
  /** Whether anything is decided: not by a reconstruction without a threshold. */
  readonly decides: boolean;
  /** Which entries are true of windows of a label; undefined where the label is no class. */
  truth(label: string): readonly boolean[] | undefined;
  /** One number per entry, the higher the likelier. */
  scores(reading: Reading, outputs: ArrayLike<number>): ArrayLike<number>;
  /** What is decided where the scores are these. */
  decide(scores: ArrayLike<number>): readonly boolean[];
  /** What is decided where so many of the windows were decided for each entry; of classes that come equally often, the first. */
  majority(votes: ArrayLike<number>, windows: number): readonly boolean[];
  /** Entries that are true, in words. */
  text(entries: readonly boolean[]): string;
}

/** What stands for a positive window where the detector has no name of its own. */
const YES = /^(?:positive|true|yes)$/i;

/** How the truth is held against an output. @internal */
export function truthReader(readers: readonly OutputReader[], index: number): TruthReader {
  const { name, kind, labels: entries, thresholds } = readers[index];
  const first = readers.slice(0, index).reduce((sum, { labels }) => sum + labels.length, 0);
  const exclusive = kind === 'probabilities' || kind === 'logits';
  const labels = kind === 'reconstruction' ? ['anomaly'] : entries;
  const decides = exclusive || thresholds.length > 0;
  const only = (best: number) => labels.map((_, k) => k === best);
  const largest = (values: ArrayLike<number>) => {
    let best = 0;
    for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
    return only(best);
  };
  return {
    ...{ name, kind, index, labels, thresholds, exclusive, decides },
    truth(label) {
      if (exclusive) {
        const k = classOf(labels, label);
        return k === undefined ? undefined : only(k);
      }
      if (labels.length === 1) return [isPositive(labels[0], label)];
      const named = label.split('+').map(part => classOf(labels, part));
      return labels.map((_, k) => named.includes(k));
    },
    scores: ({ score = NaN }, outputs) =>
      kind === 'reconstruction' ? [score] : labels.map((_, k) => outputs[first + k]),
    decide: scores => (exclusive ? largest(scores) : labels.map((_, k) => scores[k] >= thresholds[k])),
    majority: (votes, windows) => (exclusive ? largest(votes) : labels.map((_, k) => votes[k] > windows / 2)),
    text(positive) {
      const found = labels.filter((_, k) => positive[k]).join(' + ');
      return found || (labels.length > 1 ? 'none' : kind === 'reconstruction' ? 'normal' : `no ${labels[0]}`);
    },
  };
}

/** The class of a label: its name, in any case where that is clear, or its number, from 0. */
function classOf(labels: readonly string[], given: string): number | undefined {
  const label = given.trim();
  const exact = labels.indexOf(label);
  if (exact >= 0) return exact;
  const alike = labels.flatMap((name, k) => (name.toLowerCase() === label.toLowerCase() ? [k] : []));
  if (alike.length === 1) return alike[0];
  const index = label === '' ? NaN : Number(label);
  return Number.isInteger(index) && index >= 0 && index < labels.length ? index : undefined;
}

/** Whether a label says that the one detector is right to be positive: its name, a word for yes, or a number that is not 0. */
function isPositive(name: string, given: string): boolean {
  const label = given.trim();
  if (label.toLowerCase() === name.toLowerCase() || YES.test(label)) return true;
  const value = label === '' ? NaN : Number(label);
  return Number.isFinite(value) && value !== 0;
}
