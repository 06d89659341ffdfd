import { decibels } from '../lib/meters/index.js';
import type { OutputKind, OutputReader, Reading } from '../lib/network.js';
import type { Abstention, Decision } from './sensorClassifier.js';

/** A run of windows with one decision. */
export interface Segment {
  /** Index of the first window. */
  readonly from: number;
  /** Index of the last window. */
  readonly to: number;
  /** Seconds at the ends of the first and the last window; absent where the rate is unknown. */
  readonly time?: { readonly from: number; readonly to: number };
  readonly label: string;
  readonly windows: number;
  /** Mean score of the windows. */
  readonly score: number;
}

/** An entry that is decided for or not, in windows: a detector, or whether a reconstruction is anomalous. */
export interface DetectorReport {
  readonly label: string;
  readonly threshold: number;
  /** Windows in which the float network is positive. */
  readonly positives: number;
  /** Windows in which the integer network is. */
  readonly found: number;
  /** Windows in which the float network alone is. */
  readonly misses: number;
  /** Windows in which the integer network alone is. */
  readonly falseAlarms: number;
}

/** What became of one output. */
export interface OutputReport {
  readonly name: string;
  readonly kind: OutputKind;
  /** Windows in which both networks decide the same; absent where nothing is decided. */
  readonly agreeing?: number;
  /** Of detectors, and of reconstructions with a threshold. */
  readonly detectors?: readonly DetectorReport[];
  /** Windows in which the largest probability of the float network is 1 in float32. */
  readonly saturated?: number;
  /** Mean anomaly scores. */
  readonly scores?: { readonly integer: number; readonly float: number };
}

/** Joins equal decisions to segments, and compares with the float network output by output; constant memory. */
export class DecisionSummary {
  /** Windows that were decided or at least computed on measurements: those abstained from are not among them. */
  windows = 0;
  /** Windows that too much was held, flat, railed or clipped in, by what the most was. */
  readonly abstained: Record<Abstention, number> = { held: 0, flat: 0, railed: 0, clipped: 0 };
  /** Windows in which integer and float network decide the same, on all outputs that decide something. */
  agreeing = 0;
  private signal = 0;
  private error = 0;
  private first: Decision | undefined;
  private last: Decision | undefined;
  private scores = 0;
  private readonly counts: readonly OutputCounts[];

  /** @param readers how the outputs are read, as {@link outputReaders} makes them of the integer network */
  constructor(readers: readonly OutputReader[]) {
    this.counts = readers.map(reader => new OutputCounts(reader));
  }

  /** Float outputs over the integer network's error, dB, their offset counted as signal: as network tools print it. */
  get sqnrWithOffset(): number {
    return decibels(this.signal, this.error);
  }

  /** What became of each output. */
  get outputs(): readonly OutputReport[] {
    return this.counts.map(counts => counts.report());
  }

  /** Takes a decision in; returns the segment that it ends, if it does. */
  push(decision: Decision): Segment | undefined {
    if (decision.abstained) {
      this.abstained[decision.abstained]++;
      return this.close();
    }
    this.windows++;
    if (decision.agrees) this.agreeing++;
    this.counts.forEach((counts, k) => counts.push(decision.readings[k], decision.references[k]));
    decision.reference.forEach((x, k) => {
      this.signal += x * x;
      this.error += (x - decision.outputs[k]) ** 2;
    });
    if (decision.label === undefined) return undefined;
    const continues = this.last?.label === decision.label && this.last.index + 1 === decision.index;
    const ended = continues ? undefined : this.close();
    this.first ??= decision;
    this.last = decision;
    this.scores += decision.score ?? 0;
    return ended;
  }

  /** Ends the segment that is open. */
  close(): Segment | undefined {
    const { first, last, scores } = this;
    if (!first || !last) return undefined;
    this.first = this.last = undefined;
    this.scores = 0;
    const windows = last.index - first.index + 1;
    const time =
      first.time !== undefined && last.time !== undefined ? { time: { from: first.time, to: last.time } } : {};
    return { from: first.index, to: last.index, ...time, label: last.label ?? '', windows, score: scores / windows };
  }
}

/** Counts of one output. */
class OutputCounts {
  private windows = 0;
  private agreeing = 0;
  private saturated = 0;
  private readonly sums = { integer: 0, float: 0 };
  private readonly detectors: { positives: number; found: number; misses: number; falseAlarms: number }[];

  constructor(private readonly reader: OutputReader) {
    this.detectors = reader.thresholds.map(() => ({ positives: 0, found: 0, misses: 0, falseAlarms: 0 }));
  }

  push(integer: Reading, float: Reading): void {
    this.windows++;
    if (integer.label === float.label) this.agreeing++;
    if (Math.fround(float.score ?? 0) === 1) this.saturated++;
    this.sums.integer += integer.score ?? 0;
    this.sums.float += float.score ?? 0;
    this.detectors.forEach((counts, k) => {
      const [found, positive] = [integer.positive?.[k] === true, float.positive?.[k] === true];
      if (positive) counts.positives++;
      if (found) counts.found++;
      if (positive && !found) counts.misses++;
      if (found && !positive) counts.falseAlarms++;
    });
  }

  report(): OutputReport {
    const { name, kind, labels, thresholds } = this.reader;
    const labelled = kind === 'detector' ? labels : ['anomaly'];
    const detectors = this.detectors.map((counts, k) => ({ label: labelled[k], threshold: thresholds[k], ...counts }));
    const { integer, float } = this.sums;
    const decides = kind === 'probabilities' || kind === 'logits' || detectors.length > 0;
    return {
      name,
      kind,
      ...(decides && { agreeing: this.agreeing }),
      ...(detectors.length > 0 && { detectors }),
      ...(kind === 'probabilities' && { saturated: this.saturated }),
      ...(kind === 'reconstruction' && { scores: { integer: integer / this.windows, float: float / this.windows } }),
    };
  }
}
