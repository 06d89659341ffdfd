import { FormatError } from '../errors.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';
import type { Window } from './windowRuns.js';

/** Some of many windows, chosen by what they hold: the same whatever the order in which they come, and however samples are merged. */
export interface WindowSample {
  push(window: Window): void;
  /** Copies of the chosen windows. */
  value(): readonly Window[];
  /** Takes in what another one has saved, of windows of these sizes. */
  merge(saved: unknown, sizes: readonly number[]): void;
  save(): Json;
  reset(): void;
}

/**
 * Keeps the windows with the least hashes of their samples. Equal windows count once.
 *
 * @internal
 *
 * @param count of windows, at most
 * @see A. Broder, On the resemblance and containment of documents, 1997 (bottom-k sketches)
 */
export function windowSample(count: number): WindowSample {
  let kept: { readonly hash: number; readonly window: Window }[] = [];
  const take = (hash: number, window: () => Window): void => {
    if (kept.length === count && hash >= (kept.at(-1)?.hash ?? -1)) return;
    const at = kept.findIndex(other => other.hash >= hash);
    if (at >= 0 && kept[at].hash === hash) return;
    kept.splice(at < 0 ? kept.length : at, 0, { hash, window: window() });
    if (kept.length > count) kept.pop();
  };
  return {
    push(window) {
      if (count === 0) return;
      take(hashOf(window), () => window.map(values => values.slice()));
    },
    value: () => kept.map(({ window }) => window),
    merge(saved, sizes) {
      if (!Array.isArray(saved)) throw new FormatError('format-state', 'activationRanges: expected a list of windows');
      for (const parts of saved as readonly unknown[]) {
        const list = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
        const window = sizes.map((size, k) => Float32Array.from(loadNumbers('activationRanges', list[k], size)));
        take(hashOf(window), () => window);
      }
    },
    save: () => kept.map(({ window }) => window.map(values => saveNumbers(values))),
    reset() {
      kept = [];
    },
  };
}

/** 52 bits of the samples: two passes of MurmurHash3's body. */
function hashOf(window: Window): number {
  let [low, high] = [0x9747b28c, 0x3c6ef372];
  for (const values of window) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < words.length; i++) {
      low = body(low, words[i]);
      high = body(high, words[i] ^ 0x5bd1e995);
    }
  }
  return (final(high) >>> 12) * 4294967296 + (final(low) >>> 0);
}

function body(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function final(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
