import { parse } from 'csv-parse/sync';
import { MAX_RECORD } from './lineBuffer.js';

/** What stands between the fields of a record. `space` is any run of spaces and tabs; '' means one field a record. */
export type Delimiter = ',' | ';' | '\t' | '|' | 'space' | '' | (string & {});

/** The trimmed fields of one record, or undefined where its quoting breaks RFC 4180 (section 2). */
export function splitRecord(text: string, delimiter: Delimiter, quote: boolean): readonly string[] | undefined {
  if (quote && mayQuote(delimiter) && text.includes('"')) return splitQuoted(text, delimiter);
  if (delimiter === '') return [text.trim()];
  if (delimiter === 'space') return text.trim().split(/[ \t]+/);
  return text.split(delimiter).map(field => field.trim());
}

/** Quotes mean nothing where spaces separate: a run of spaces is no delimiter RFC 4180 knows. */
export function mayQuote(delimiter: Delimiter): boolean {
  return delimiter !== 'space';
}

/**
 * The fields of one whole record of which some are quoted, or undefined when the quoting of one is broken. Only such records come here:
 * csv-parse looks at each byte, and the plain ones need no more than a split.
 */
function splitQuoted(text: string, delimiter: Delimiter): readonly string[] | undefined {
  try {
    const records = parse(text, {
      delimiter: delimiter === '' ? '\0' : delimiter, // the line buffer lets no NUL through
      quote: '"',
      escape: '"',
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
      max_record_size: MAX_RECORD,
    });
    return records.length === 1 ? records[0].map(field => field.trim()) : undefined;
  } catch {
    return undefined; // which record, and what to do about it, is for the caller to say
  }
}

/** The index of the field whose quote is still open at the end of `text`. */
export function openField(text: string, delimiter: Delimiter): number {
  let field = 0;
  let inside = false;
  let opened = 0;
  for (const char of text) {
    if (char === '"') {
      inside = !inside;
      if (inside) opened = field;
    } else if (char === delimiter && !inside) {
      field++;
    }
  }
  return opened;
}
