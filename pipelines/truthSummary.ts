import { show } from '../lib/check.js';
import { OptionRangeError } from '../lib/errors.js';
import type { OutputKind, OutputReader, Reading } from '../lib/network.js';
import type { WindowTruth } from './labelTrack.js';
import { type RocArea, ScoreCounts } from './scoreCounts.js';
import { type TruthReader, truthReader } from './truthReader.js';

/** A class in the windows that were judged. */
export interface ClassTruth {
  readonly label: string;
  /** Windows that are of the class. */
  readonly windows: number;
  /** Windows that are decided to be. */
  readonly decided: number;
  /** Windows in which both hold. */
  readonly right: number;
  /** Share of the windows of the class that are decided to be of it; absent where there are none. */
  readonly recall?: number;
  /** Share of the windows decided to be of the class that are; absent where there are none. */
  readonly precision?: number;
}

/** An entry that is decided for or not, against the truth. */
export interface DetectorTruth {
  readonly label: string;
  /** Absent where a reconstruction has none: then only the area is known. */
  readonly threshold?: number;
  /** Windows that are truly positive. */
  readonly positives: number;
  readonly negatives: number;
  /** Of the positives, those found. */
  readonly hits?: number;
  readonly misses?: number;
  /** Negatives that were found. */
  readonly falseAlarms?: number;
  readonly recall?: number;
  readonly precision?: number;
  /** Area below the curve of hits over false alarms; absent without positives or without negatives. */
  readonly roc?: RocArea;
}

/** The windows of one label in one recording. */
export interface PieceTruth {
  readonly recording: string;
  readonly label: string;
  readonly windows: number;
  /** Windows that are decided right; absent where nothing is decided. */
  readonly right?: number;
  /** What most windows are decided to be. */
  readonly majority?: string;
  /** What the mean of the output over the windows is decided to be. */
  readonly mean?: string;
  readonly majorityRight?: boolean;
  readonly meanRight?: boolean;
}

/** How decisions compare with the truth. */
export interface TruthReport {
  /** Name of the output that is judged. */
  readonly output: string;
  readonly kind: OutputKind;
  /** Windows that were judged. */
  readonly windows: number;
  /** Windows left out, as their samples have more than one label, or some have none. */
  readonly straddling: number;
  /** Windows left out, as no label is known. */
  readonly unlabelled: number;
  /** Windows left out, as nothing was decided. */
  readonly undecided: number;
  /** Windows left out, as their label is none of the network's, by label. */
  readonly unknown: Readonly<Record<string, number>>;
  /** What each label was taken for, and in how many windows it came. */
  readonly labels: readonly { readonly label: string; readonly means: string; readonly windows: number }[];
  /** Share of windows that are decided right; absent where nothing is decided. */
  readonly accuracy?: number;
  /** Mean of the recalls of the classes that came. */
  readonly meanRecall?: number;
  readonly classes?: readonly ClassTruth[];
  /** Windows by class (rows) and by what they are decided to be (columns), in the order of `classes`. */
  readonly confusion?: readonly (readonly number[])[];
  readonly detectors?: readonly DetectorTruth[];
  readonly pieces: readonly PieceTruth[];
  /** Shares over pieces, in which a long recording counts as much as a short one; absent where nothing is decided. */
  readonly byRecording?: {
    /** Pieces that most windows decide right. */
    readonly majority: number;
    /** Pieces that the mean of the output decides right. */
    readonly mean: number;
    /** Mean share of windows that are decided right. */
    readonly windows: number;
  };
}

/** What is summed up over the windows of one label in one recording. */
interface Piece {
  readonly recording: string;
  readonly label: string;
  readonly truth: readonly boolean[];
  windows: number;
  right: number;
  readonly votes: Float64Array;
  readonly sums: Float64Array;
}

/**
 * Compares decisions on windows with what is known of them. Windows of a recording look alike, so that each recording is judged by itself too:
 * by the decision of most windows, and by the mean of the output. Its memory grows with recordings times labels, not with windows.
 */
export class TruthSummary {
  private windows = 0;
  private right = 0;
  private readonly left = { straddling: 0, unlabelled: 0, undecided: 0 };
  private readonly unknown = new Map<string, number>();
  private readonly labels = new Map<string, { readonly truth: readonly boolean[]; windows: number }>();
  private readonly pieces = new Map<string, Piece>();
  private readonly confusion: number[][];
  private readonly scores: readonly ScoreCounts[];
  private recording = '';
  private recordings = 0;
  private readonly reader: TruthReader;

  /**
   * @param readers how the outputs are read, as {@link outputReaders} makes them
   * @param output  name of the output to judge; by default the first one that decides or scores something
   * @throws {RangeError} when there is no such output
   */
  constructor(readers: readonly OutputReader[], output?: string) {
    const known = readers.filter(({ kind }) => kind !== 'values');
    const chosen = output === undefined ? known.at(0) : known.find(({ name }) => name === output);
    if (!chosen) {
      const names = readers.map(({ name, kind }) => `${show(name)} (${kind})`).join(', ');
      throw new OptionRangeError(
        `TruthSummary: output must be one that decides something, got ${output === undefined ? 'none' : show(output)} of ${names}; ` +
          `kinds of the network say what its outputs are`,
      );
    }
    this.reader = truthReader(readers, readers.indexOf(chosen));
    const { labels, exclusive } = this.reader;
    this.confusion = exclusive ? labels.map(() => labels.map(() => 0)) : [];
    this.scores = exclusive ? [] : labels.map(() => new ScoreCounts());
  }

  /** The windows that follow are of this recording. */
  begin(recording: string): void {
    this.recording = recording;
    this.recordings++;
  }

  /**
   * Takes a window in.
   *
   * @param truth    what is known of it, as {@link LabelTrack} gives it
   * @param readings what each output says
   * @param outputs  decoded values of all outputs, one behind the other
   */
  push(truth: WindowTruth, readings: readonly Reading[], outputs: ArrayLike<number>): void {
    if (typeof truth === 'string') {
      this.left[truth]++;
      return;
    }
    const { label } = truth;
    const known = this.labels.get(label) ?? { truth: this.reader.truth(label) ?? [], windows: 0 };
    if (known.truth.length === 0) {
      this.unknown.set(label, (this.unknown.get(label) ?? 0) + 1);
      return;
    }
    const reading = readings[this.reader.index];
    if (this.reader.decides && reading.positive === undefined) {
      this.left.undecided++;
      return;
    }
    this.labels.set(label, known);
    known.windows++;
    this.windows++;
    this.count(this.pieceOf(label, known.truth), reading, this.reader.scores(reading, outputs));
  }

  private count(piece: Piece, { positive = [] }: Reading, scores: ArrayLike<number>): void {
    const { truth } = piece;
    piece.windows++;
    const right = this.reader.decides && truth.every((is, k) => is === (positive[k] ?? false));
    if (right) {
      piece.right++;
      this.right++;
    }
    truth.forEach((is, k) => {
      if (positive[k]) piece.votes[k]++;
      piece.sums[k] += scores[k];
      this.scores.at(k)?.push(scores[k], is);
    });
    if (this.reader.exclusive) this.confusion[truth.indexOf(true)][positive.indexOf(true)]++;
  }

  private pieceOf(label: string, truth: readonly boolean[]): Piece {
    const key = `${this.recordings} ${label}`;
    const found = this.pieces.get(key);
    if (found) return found;
    const [votes, sums] = [new Float64Array(truth.length), new Float64Array(truth.length)];
    const piece: Piece = { recording: this.recording, label, truth, windows: 0, right: 0, votes, sums };
    this.pieces.set(key, piece);
    return piece;
  }

  /** How decisions compare with the truth so far. */
  report(): TruthReport {
    const { windows, right, reader } = this;
    const pieces = [...this.pieces.values()].map(piece => this.pieceTruth(piece));
    const share = (of: (piece: PieceTruth) => number) => pieces.reduce((sum, p) => sum + of(p), 0) / pieces.length;
    const classes = reader.exclusive ? this.classes() : undefined;
    const recalls = classes?.flatMap(({ recall }) => recall ?? []) ?? [];
    const decided = reader.decides && windows > 0;
    return {
      output: reader.name,
      kind: reader.kind,
      windows,
      ...this.left,
      unknown: Object.fromEntries(this.unknown),
      labels: [...this.labels].map(([label, known]) => ({
        label,
        means: reader.text(known.truth),
        windows: known.windows,
      })),
      ...(decided && { accuracy: right / windows }),
      ...(recalls.length > 0 && { meanRecall: recalls.reduce((sum, x) => sum + x, 0) / recalls.length }),
      ...(classes && { classes, confusion: this.confusion.map(row => [...row]) }),
      ...(!reader.exclusive && { detectors: reader.labels.map((_, k) => this.detector(k)) }),
      pieces,
      ...(decided && {
        byRecording: {
          majority: share(p => (p.majorityRight ? 1 : 0)),
          mean: share(p => (p.meanRight ? 1 : 0)),
          windows: share(p => (p.right ?? 0) / p.windows),
        },
      }),
    };
  }

  private pieceTruth({ recording, label, truth, windows, right, votes, sums }: Piece): PieceTruth {
    const { reader } = this;
    if (!reader.decides) return { recording, label, windows };
    const majority = reader.majority(votes, windows);
    const mean = reader.decide(sums.map(sum => sum / windows));
    const isTrue = (found: readonly boolean[]) => truth.every((is, k) => is === found[k]);
    return {
      ...{ recording, label, windows, right, majority: reader.text(majority), mean: reader.text(mean) },
      ...{ majorityRight: isTrue(majority), meanRight: isTrue(mean) },
    };
  }

  private classes(): ClassTruth[] {
    return this.reader.labels.map((label, k) => {
      const [windows, decided] = [sum(this.confusion[k]), sum(this.confusion.map(row => row[k]))];
      const right = this.confusion[k][k];
      return { label, windows, decided, right, ...shares(right, windows, decided) };
    });
  }

  private detector(k: number): DetectorTruth {
    const { labels, thresholds, decides } = this.reader;
    const pieces = [...this.pieces.values()];
    const of = (is: boolean, count: (piece: Piece) => number) =>
      sum(pieces.filter(({ truth }) => truth[k] === is).map(count));
    const [positives, negatives] = [true, false].map(is => of(is, piece => piece.windows));
    const [hits, falseAlarms] = [true, false].map(is => of(is, piece => piece.votes[k]));
    const roc = this.scores[k].area();
    return {
      ...{ label: labels[k], positives, negatives },
      ...(decides && {
        ...{ threshold: thresholds[k], hits, misses: positives - hits, falseAlarms },
        ...shares(hits, positives, hits + falseAlarms),
      }),
      ...(roc && { roc }),
    };
  }
}

function shares(right: number, windows: number, decided: number) {
  return { ...(windows > 0 && { recall: right / windows }), ...(decided > 0 && { precision: right / decided }) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, x) => total + x, 0);
}
