import { FormatError } from '../../lib/errors.js';
import { show } from '../../lib/check.js';
import { place } from './place.js';

/** A comment line that reads `key: value`, `key = value` or `key := value`. */
export interface CsvMetadata {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

/** What the comment lines in front of a table say about it. */
export interface CommentFacts {
  readonly metadata: readonly CsvMetadata[];
  /** Hz. */
  readonly sampleRate?: number;
  readonly labels?: readonly string[];
  readonly units?: readonly string[];
}

const RATE = /^(sampl(e|ing)[ _-]?(rate|frequency|freq)|samplerate|fs)$/;
const HERTZ: ReadonlyMap<string, number> = new Map([
  ['hz', 1],
  ['khz', 1e3],
]);

/**
 * Reads rate, labels and units out of comment lines, as BioSPPy's text format writes them.
 *
 * @param rateKnown whether an option says the rate, so that the comment does not matter
 * @throws {FormatError} on a rate that is not above 0
 */
export function commentFacts(
  name: string,
  comments: readonly { readonly line: number; readonly text: string }[],
  rateKnown: boolean,
): CommentFacts {
  const metadata: CsvMetadata[] = [];
  let sampleRate: number | undefined;
  let labels: string[] | undefined;
  let units: string[] | undefined;
  for (const { line, text } of comments) {
    const found = /^([^:=]{1,64}?)\s*(?::=|:|=)(.*)$/.exec(text.trim());
    if (!found) continue;
    const [key, value] = [found[1].trim(), found[2].trim()];
    metadata.push({ line, key, value });
    const word = key.replace(/\s*[([][^)\]]*[)\]]$/, '').toLowerCase();
    if (RATE.test(word) && !rateKnown) sampleRate ??= rateOf(name, line, key, value);
    else if (word === 'labels' || word === 'label') labels ??= listOf(value);
    else if (word === 'units' || word === 'unit') units ??= listOf(value);
  }
  return {
    metadata,
    ...(sampleRate !== undefined && { sampleRate }),
    ...(labels && { labels }),
    ...(units && { units }),
  };
}

function rateOf(name: string, line: number, key: string, value: string): number | undefined {
  const found = /^([+-]?[0-9.]+(?:e[+-]?\d+)?)\s*([a-z]*)$/i.exec(value);
  const unit = (found?.[2] || /[([]([^)\]]*)[)\]]$/.exec(key)?.[1] || 'Hz').trim().toLowerCase();
  const rate = Number(found?.[1]) * (HERTZ.get(unit) ?? NaN);
  if (Number.isNaN(rate)) return undefined;
  if (rate > 0 && rate < Infinity) return rate;
  throw new FormatError(
    'format-csv',
    `${place(name, line)}: ${show(key)} must be a finite number above 0, got ${show(value)}; option sampleRate overrides it`,
  );
}

/** Labels and units stand between tabs, else between commas or semicolons. */
function listOf(value: string): string[] {
  const separator = value.includes('\t') ? '\t' : /[,;]/;
  return value.split(separator).map(x => x.trim());
}
