import { decibels } from '../lib/meters/index.js';
import type { Decision } from './sensorClassifier.js';

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

/** Joins equal decisions to segments and counts agreement with the float network; constant memory. */
export class DecisionSummary {
  windows = 0;
  /** Windows in which integer and float network decide the same. */
  agreeing = 0;
  private signal = 0;
  private error = 0;
  private first: Decision | undefined;
  private last: Decision | undefined;
  private scores = 0;

  /** Float outputs over the integer network's error, dB, their offset counted as signal: as network tools print it. */
  get sqnrWithOffset(): number {
    return decibels(this.signal, this.error);
  }

  /** Takes a decision in; returns the segment that it ends, if it does. */
  push(decision: Decision): Segment | undefined {
    this.windows++;
    if (decision.agrees) this.agreeing++;
    decision.reference.forEach((x, k) => {
      this.signal += x * x;
      this.error += (x - decision.outputs[k]) ** 2;
    });
    const continues = this.last?.label === decision.label && this.last.index + 1 === decision.index;
    const ended = continues ? undefined : this.close();
    this.first ??= decision;
    this.last = decision;
    this.scores += decision.score;
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
    return { from: first.index, to: last.index, ...time, label: last.label, windows, score: scores / windows };
  }
}
