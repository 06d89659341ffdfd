import { show } from './check.js';
import { OptionTypeError } from './errors.js';

/** The keys of an options type, at run time: the compiler says which one is missing, and which one is too many. */
export type OptionKeys<O> = { readonly [K in O extends unknown ? keyof O : never]: true };

/**
 * `options` when it is an object without unknown keys: a misspelt option would be ignored in silence, and its default used.
 * A key with the value `undefined` counts as absent.
 *
 * @param keys every key that the options may have
 * @throws {TypeError} that names the unknown key and the one nearest to it
 */
export function checkOptions<O extends object>(who: string, options: O, keys: Readonly<Record<string, true>>): O {
  if (typeof options !== 'object' || (options as O | null) === null || Array.isArray(options)) {
    throw new OptionTypeError(`${who}: options must be an object, got ${show(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(keys, key) || options[key as keyof O] === undefined) continue;
    const known = Object.keys(keys);
    const list = known.length > 1 ? `; the options are ${known.join(', ')}` : '';
    throw new OptionTypeError(`${who}: there is no option ${show(key)}, the nearest is ${nearest(key, known)}${list}`);
  }
  return options;
}

/** The word at the least edit distance; upper and lower case count as one. */
function nearest(word: string, words: readonly string[]): string {
  const distances = words.map(w => editDistance(word.toLowerCase().slice(0, 64), w.toLowerCase()));
  return words[distances.indexOf(Math.min(...distances))];
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
 *
 * @see Optimal string alignment: R. Lowrance, R. A. Wagner, Journal of the ACM 22 (1975), 177-183
 */
export function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
