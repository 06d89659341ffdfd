import type { LabelChange } from '../lib/labelChange.js';

/** What is known of a window: one label for all of it, more than one, or none. */
export type WindowTruth = { readonly label: string } | 'straddling' | 'unlabelled';

/**
 * The labels of a recording by sample, for windows that come in order. It holds the changes from the newest window on.
 *
 * ```ts
 * const track = new LabelTrack();
 * const frames = csv('day.csv', { labels: 'activity', onLabel: change => track.push(change) });
 * ```
 */
export class LabelTrack {
  private readonly changes: LabelChange[] = [];

  /** Takes the next change in. */
  push(change: LabelChange): void {
    this.changes.push(change);
  }

  /** What is known of the samples in [begin, end). What lies before `begin` is forgotten. */
  of(begin: number, end: number): WindowTruth {
    const { changes } = this;
    while (changes.length > 1 && changes[1].start <= begin) changes.shift();
    const [first, second] = changes;
    if (changes.length === 0 || first.start >= end) return 'unlabelled';
    if (first.start > begin) return first.label === undefined ? 'unlabelled' : 'straddling';
    if (changes.length > 1 && second.start < end) return 'straddling';
    return first.label === undefined ? 'unlabelled' : { label: first.label };
  }
}
