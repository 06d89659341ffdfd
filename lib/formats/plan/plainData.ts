import { show } from '../../check.js';
import type { Json } from '../../state.js';
import type { Numbers } from './numberBlock.js';
import { planError } from './planError.js';

/** Records and lists lie at most this deep in each other. */
const DEPTH = 16;

/** Names that no field has: they mean something else to the language. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Plain data as JSON: typed arrays become `{ "$array": text }`, numbers that JSON has not become `{ "$number": text }`; fields without a
 * value are left out.
 *
 * @internal
 *
 * @param add puts an array into the block; gives its text
 */
export function plainToJson(value: unknown, add: (data: Numbers) => string): Json {
  if (ArrayBuffer.isView(value)) return { $array: add(value as Numbers) };
  if (Array.isArray(value)) return value.map(item => plainToJson(item, add));
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : `${value}` };
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value as Record<string, unknown>).flatMap(([key, item]) =>
        item === undefined ? [] : [[key, plainToJson(item, add)]],
      ),
    );
  }
  throw planError('constants', 'must be plain data', show(value));
}

/**
 * The inverse of {@link plainToJson}, of a value from outside.
 *
 * @internal
 *
 * @param take gives the array of a text
 * @throws {FormatError} saying where it is not what {@link plainToJson} writes
 */
export function plainFromJson(where: string, value: unknown, take: Take, depth = 0): unknown {
  if (depth > DEPTH) throw planError(where, `must be at most ${DEPTH} deep`, 'more');
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, k) => plainFromJson(`${where}[${k}]`, item, take, depth + 1));
  if (typeof value !== 'object' || value === null) throw planError(where, 'must be plain data', show(value));
  const entries = Object.entries(value as Record<string, unknown>);
  if (Object.hasOwn(value, '$array') && entries.length === 1) return take(where, entries[0][1]);
  if (Object.hasOwn(value, '$number') && entries.length === 1) return specialNumber(where, entries[0][1]);
  return Object.fromEntries(
    entries.map(([key, item]) => {
      if (FORBIDDEN.has(key) || key.startsWith('$')) throw planError(where, 'fields must have plain names', show(key));
      return [key, plainFromJson(`${where}.${key}`, item, take, depth + 1)];
    }),
  );
}

/** Gives the array of a text. */
export type Take = (where: string, text: unknown) => Numbers;

function specialNumber(where: string, text: unknown): number {
  if (text === '-0' || text === 'Infinity' || text === '-Infinity' || text === 'NaN') return Number(text);
  throw planError(where, 'must be -0, Infinity, -Infinity or NaN', show(text));
}
