import { show } from '../check.js';
import { FormatError } from '../errors.js';
import { g711Level } from '../kernels/g711.js';
import { e2m1, e2m3, e3m2, e4m3fn, e5m2 } from '../quantizers/floatFormats.js';
import { nf4Levels } from '../quantizers/nf4.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';
import { crc32cOf } from './crc32c.js';
import { toHex } from './hex.js';

/** Tables of levels that every reader knows, by the names under which they are sent. */
const STANDARD: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ['g711-mu', Object.freeze(Array.from({ length: 256 }, (_, code) => g711Level('mu', code)))],
  ['g711-a', Object.freeze(Array.from({ length: 256 }, (_, code) => g711Level('a', code)))],
  ...[e4m3fn, e5m2, e3m2, e2m3, e2m1].map(f => [f.name, f.levels] as const),
  ['nf4', nf4Levels],
]);

/** Shorter tables are sent as they are. */
const SHORTEST = 17;
/** Tables that are remembered, and numbers in all of them. */
const MOST_TABLES = 64;
const MOST_NUMBERS = 2 ** 17;
/** Bytes of a digest. */
export const DIGEST = 8;

const names = new WeakMap<readonly number[], string | null>();
const digests = new WeakMap<readonly number[], Uint8Array>();

/** The levels of a standard table. */
export function standardTable(name: string): readonly number[] | undefined {
  return STANDARD.get(name);
}

/** The name of the standard table that these levels are, if any. */
export function standardName(levels: readonly number[]): string | undefined {
  const known = names.get(levels);
  if (known !== undefined) return known ?? undefined;
  const found = [...STANDARD].find(([, table]) => sameNumbers(table, levels))?.[0];
  if (Object.isFrozen(levels)) names.set(levels, found ?? null);
  return found;
}

/** Whether a table may be sent once and then referred to. */
export function isReferable(levels: readonly number[]): boolean {
  return levels.length >= SHORTEST && standardName(levels) === undefined;
}

/** 8 bytes that tell tables apart: CRC-32C and 32-bit FNV-1a of the numbers as little-endian doubles. */
export function tableDigest(levels: readonly number[]): Uint8Array {
  const known = digests.get(levels);
  if (known) return known;
  const view = new DataView(new ArrayBuffer(8 * levels.length));
  levels.forEach((x, k) => view.setFloat64(8 * k, x, true));
  let hash = 0x811c9dc5;
  for (let k = 0; k < view.byteLength; k++) hash = Math.imul(hash ^ view.getUint8(k), 0x01000193);
  const digest = new DataView(new ArrayBuffer(DIGEST));
  digest.setUint32(0, crc32cOf(view, 0, view.byteLength));
  digest.setUint32(4, hash >>> 0);
  const bytes = new Uint8Array(digest.buffer);
  if (Object.isFrozen(levels)) digests.set(levels, bytes);
  return bytes;
}

/** The digest by which a table may be referred to now, if it may. */
export type Refer = (levels: readonly number[]) => Uint8Array | undefined;

/** Tables that have been sent or read, by their digests; the one not used for longest is forgotten first. */
export interface TableBook {
  /** Takes a table in, as the one used last. */
  keep(levels: readonly number[], uses: number): void;
  /** The table of a digest, now the one used last. */
  find(digest: Uint8Array): { readonly levels: readonly number[]; readonly uses: number } | undefined;
  /** From the one not used for longest to the one used last. */
  entries(): readonly { readonly levels: readonly number[]; readonly uses: number }[];
  clear(): void;
}

/**
 * A bounded book of tables: at most 64, of at most 131,072 numbers together.
 *
 * @internal
 */
export function tableBook(): TableBook {
  const book = new Map<string, { readonly levels: readonly number[]; readonly uses: number }>();
  let numbers = 0;
  function forget(key: string): void {
    numbers -= book.get(key)?.levels.length ?? 0;
    book.delete(key);
  }
  function put(key: string, levels: readonly number[], uses: number): void {
    forget(key);
    book.set(key, { levels, uses });
    numbers += levels.length;
    while (book.size > MOST_TABLES || numbers > MOST_NUMBERS) forget(book.keys().next().value as string);
  }
  return {
    keep: (levels, uses) => put(toHex(tableDigest(levels)), levels, uses),
    find(digest) {
      const key = toHex(digest);
      const found = book.get(key);
      if (found) put(key, found.levels, found.uses);
      return found;
    },
    entries: () => [...book.values()],
    clear() {
      book.clear();
      numbers = 0;
    },
  };
}

/** A book as JSON. */
export function saveTables(book: TableBook): Json {
  return book.entries().map(({ levels, uses }) => ({ levels: saveNumbers(levels), uses }));
}

/** The inverse of {@link saveTables}, checked: replaces what a book holds. */
export function loadTables(who: string, saved: unknown, book: TableBook): void {
  if (!Array.isArray(saved) || saved.length > MOST_TABLES) {
    throw new FormatError(
      'format-state',
      `${who}: tables must be a list of at most ${MOST_TABLES}, got ${show(saved)}`,
    );
  }
  book.clear();
  for (const entry of saved as readonly unknown[]) {
    const { levels, uses } = (entry ?? {}) as { levels?: unknown; uses?: unknown };
    const numbers = loadNumbers(who, levels, { max: 65536 });
    if (!numbers.every(Number.isFinite)) throw new FormatError('format-state', `${who}: tables must be finite numbers`);
    book.keep(Object.freeze(numbers), loadCount(who, 'uses', uses));
  }
}

/** Whether two lists hold the same numbers, zeros of one sign. */
export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((x, k) => Object.is(x, b[k])));
}
