/** A buffer that is needed from one step to a later one. */
export interface Lifetime {
  readonly size: number;
  /** Step that writes it. */
  readonly birth: number;
  /** Last step that reads it. */
  readonly death: number;
}

/** Where each buffer begins, and how much room all of them take. */
export interface MemoryPlan {
  readonly offsets: readonly number[];
  readonly size: number;
}

/**
 * Lays out buffers so that those which live at the same time do not overlap: the largest first, each at the lowest place that is free for
 * all of its life.
 *
 * @internal
 *
 * @see Y. Pisarchyk and J. Lee, Efficient Memory Management for Deep Neural Net Inference, 2020: greedy by size
 */
export function memoryPlan(buffers: readonly Lifetime[]): MemoryPlan {
  const offsets = new Array<number>(buffers.length).fill(0);
  const order = buffers.map((_, k) => k).sort((a, b) => buffers[b].size - buffers[a].size || a - b);
  const placed: number[] = [];
  let size = 0;
  for (const k of order) {
    const { birth, death, size: own } = buffers[k];
    const others = placed
      .filter(p => buffers[p].birth <= death && buffers[p].death >= birth)
      .sort((a, b) => offsets[a] - offsets[b]);
    let at = 0;
    for (const p of others) {
      if (offsets[p] >= at + own) break;
      at = Math.max(at, offsets[p] + buffers[p].size);
    }
    offsets[k] = at;
    size = Math.max(size, at + own);
    placed.push(k);
  }
  return { offsets, size };
}
