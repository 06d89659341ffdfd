import { FormatError } from '../errors.js';
import { type Json, loadCount } from '../state.js';
import { ExactSums } from './exactSums.js';

const MOST_DIGITS = 400; // of a sum of 2^53 fourth powers of float32, in hexadecimal, with room

/** Exact sums as JSON: the same for the same samples in any order. */
export function saveSums(sums: ExactSums): Json {
  return { count: sums.count, totals: sums.totals().map(sum => sum.toString(16)) };
}

/** The inverse of {@link saveSums}, checked. */
export function loadSums(who: string, saved: unknown): ExactSums {
  const { count, totals } = (saved ?? {}) as Record<string, unknown>;
  const n = loadCount(who, 'count', count);
  const fail = (): never => {
    throw new FormatError('format-state', `${who}: the saved sums are damaged`);
  };
  if (!Array.isArray(totals) || totals.length !== 4) return fail();
  const loaded = totals.map((text: unknown) => {
    if (typeof text !== 'string' || text.length > MOST_DIGITS || !/^-?[0-9a-f]+$/.test(text)) return fail();
    return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
  });
  const [s1, s2, , s4] = loaded;
  const possible = n === 0 ? loaded.every(s => s === 0n) : BigInt(n) * s2 >= s1 * s1 && BigInt(n) * s4 >= s2 * s2;
  if (!possible) return fail();
  const sums = new ExactSums();
  sums.set(n, loaded);
  return sums;
}
