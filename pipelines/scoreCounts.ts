/** The most bins of scores. */
const MOST = 65_536;

/** The area below the curve of hits over false alarms, for all thresholds. */
export interface RocArea {
  /** Share of pairs of a positive and a negative in which the positive has the higher score; equal scores count a half. */
  readonly auc: number;
  /** By how much it may be wrong, as scores were counted in bins; 0 for up to 65,536 different scores. */
  readonly within: number;
}

/**
 * Counts positives and negatives by score, in constant memory: float32 scores each by itself, until there are more than 65,536 different ones;
 * then as many of their last bits are dropped as it takes. What it holds depends on the scores, not on their order.
 *
 * @see J. A. Hanley, B. J. McNeil, Radiology 143 (1982), 29-36: the area is the Mann-Whitney statistic
 * @internal
 */
export class ScoreCounts {
  private bins = new Map<number, [negatives: number, positives: number]>();
  private shift = 0;
  private readonly real = new Float32Array(1);
  private readonly bits = new Uint32Array(this.real.buffer);

  /** Takes a score in; what is no number counts as the lowest. */
  push(score: number, positive: boolean): void {
    this.add(this.rank(score) >>> this.shift, positive ? [0, 1] : [1, 0]);
    while (this.bins.size > MOST) this.coarsen();
  }

  /** Undefined without a positive or without a negative. */
  area(): RocArea | undefined {
    let [below, positives, ordered, tied] = [0, 0, 0, 0];
    for (const [, [n, p]] of [...this.bins].sort(([a], [b]) => a - b)) {
      ordered += p * below;
      tied += p * n;
      below += n;
      positives += p;
    }
    const pairs = positives * below;
    if (pairs === 0) return undefined;
    return { auc: (ordered + tied / 2) / pairs, within: this.shift === 0 ? 0 : tied / 2 / pairs };
  }

  /** Whole numbers in the order of float32: IEEE 754 orders positive numbers by their bits, negative ones the other way round. */
  private rank(score: number): number {
    if (Number.isNaN(score)) return 0;
    this.real[0] = score + 0; // no -0
    const [bits] = this.bits;
    return bits >>> 31 === 0 ? (bits | 0x80000000) >>> 0 : ~bits >>> 0;
  }

  private add(bin: number, [negatives, positives]: readonly [number, number]): void {
    const counts = this.bins.get(bin);
    if (counts) {
      counts[0] += negatives;
      counts[1] += positives;
    } else {
      this.bins.set(bin, [negatives, positives]);
    }
  }

  private coarsen(): void {
    const fine = this.bins;
    this.bins = new Map();
    this.shift++;
    for (const [bin, counts] of fine) this.add(bin >>> 1, counts);
  }
}
