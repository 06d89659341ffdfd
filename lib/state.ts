import { FormatError } from './errors.js';
import { show } from './check.js';

/** What survives `JSON.stringify` and `JSON.parse` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Numbers as JSON: finite ones as they are (every double survives), the others by name. */
export type SavedNumbers = readonly (number | 'NaN' | 'Infinity' | '-Infinity' | '-0')[];

/** A typed array or a plain one as JSON-safe numbers. */
export function saveNumbers(values: ArrayLike<number>): SavedNumbers {
  return Array.from(values, x => {
    if (Number.isNaN(x)) return 'NaN';
    if (x === Infinity) return 'Infinity';
    if (x === -Infinity) return '-Infinity';
    return Object.is(x, -0) ? '-0' : x;
  });
}

/**
 * The numbers of a saved state, checked.
 *
 * @param length the exact length, or the longest allowed one as `{ max }`
 * @throws {FormatError} when the value is not such a list
 */
export function loadNumbers(who: string, saved: unknown, length?: number | { readonly max: number }): number[] {
  if (!Array.isArray(saved))
    throw new FormatError('format-state', `${who}: expected a list of numbers, got ${show(saved)}`);
  const rule = typeof length === 'number' ? saved.length === length : saved.length <= (length?.max ?? Infinity);
  if (!rule) {
    const wanted = typeof length === 'number' ? `${length}` : `at most ${length?.max}`;
    throw new FormatError('format-state', `${who}: expected ${wanted} numbers, got ${saved.length}`);
  }
  return Array.from(saved, (x: unknown) => {
    if (typeof x === 'number') return x;
    if (x === 'NaN') return NaN;
    if (x === 'Infinity') return Infinity;
    if (x === '-Infinity') return -Infinity;
    if (x === '-0') return -0;
    throw new FormatError('format-state', `${who}: expected a number, got ${show(x)}`);
  });
}

/** The options that something with memory was made with, as its saved state names them under `options`. */
export type SavedOptions = Readonly<Record<string, Json>>;

/**
 * The fields of a saved state after checking that `who` saved it, in a version it still reads, and under the same options.
 *
 * @throws {FormatError} when the state belongs to something else
 */
export function loadState(
  who: string,
  version: number,
  saved: unknown,
  options?: SavedOptions,
): Readonly<Record<string, unknown>> {
  const state = saved as { who?: unknown; version?: unknown } | null;
  if (typeof state !== 'object' || state === null || !Object.hasOwn(state, 'who') || state.who !== who) {
    const owner =
      typeof state === 'object' && state !== null && Object.hasOwn(state, 'who') ? show(state.who) : show(saved);
    throw new FormatError('format-state', `${who}: cannot restore a state saved by ${owner}`);
  }
  if (state.version !== version) {
    throw new FormatError('format-state', `${who}: reads state version ${version}, got ${show(state.version)}`);
  }
  if (options) checkOptions(who, options, (saved as { options?: unknown }).options);
  return saved as Readonly<Record<string, unknown>>;
}

function checkOptions(who: string, options: SavedOptions, saved: unknown): void {
  const given = (saved ?? {}) as Record<string, unknown>;
  for (const [option, value] of Object.entries(options)) {
    const was = Object.hasOwn(given, option) ? given[option] : undefined;
    if (JSON.stringify(was) === JSON.stringify(value)) continue;
    throw new FormatError(
      'format-state',
      `${who}: the state was saved with ${option} = ${show(was)}, this ${who} has ${show(value)}; make it with the same options`,
    );
  }
}

/** A count from a saved state: a safe integer, not negative. */
export function loadCount(who: string, field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new FormatError('format-state', `${who}: ${field} must be a count, got ${show(value)}`);
  }
  return value;
}
