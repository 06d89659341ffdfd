import { type Delimiter, splitRecord } from './fields.js';
import { type LineBuffer, MAX_RECORD } from './lineBuffer.js';
import { fits } from './dialect.js';
import { oddQuotes } from './sample.js';

/** A record that holds quotes. */
export interface QuotedRow {
  /** Undefined when the quoting is broken; then only the first line is meant. */
  readonly fields: readonly string[] | undefined;
  /** Position behind its line break. */
  readonly next: number;
  /** Lines it spans. */
  readonly lines: number;
}

/** Reads records with quotes. */
export interface QuotedRows {
  /**
   * The record whose first line is bytes [p, stop), or undefined when its end has not arrived.
   *
   * A field may span lines, up to 64 KiB, when the record then has `width` fields. Otherwise the quote counts as unclosed, and what
   * stands below its line is read as if it were not there: an unclosed quote costs one row, not the rest of the file.
   *
   * @param end   position behind the last whole line
   * @param final whether no more lines will come
   */
  at(p: number, stop: number, end: number, final: boolean): QuotedRow | undefined;
}

/** A reader of the quoted records in a line buffer, which must have `width` fields where they span lines. @internal */
export function quotedRows(lines: LineBuffer, delimiter: Delimiter, width: number): QuotedRows {
  let seen: { readonly length: number; readonly lines: number } | undefined; // of a record whose end has not arrived

  /** The record that the line at `p` opens and a later line closes. */
  function spanning(p: number, stop: number, end: number, final: boolean): QuotedRow | undefined {
    const unclosed = { fields: undefined, next: stop + 1, lines: 1 };
    let { length, lines: count } = seen ?? { length: stop + 1 - p, lines: 1 };
    seen = undefined;
    for (;;) {
      const from = p + length;
      if (from >= end) {
        if (final) return unclosed;
        seen = { length, lines: count };
        return undefined;
      }
      const to = lines.bytes.indexOf(lines.newline, from);
      if (to - p > MAX_RECORD) return unclosed;
      length = to + 1 - p;
      count++;
      if (oddQuotes(lines.text(from, to))) {
        const fields = splitRecord(lines.text(p, to), delimiter, true);
        return fields && fits(fields, width) ? { fields, next: to + 1, lines: count } : unclosed;
      }
    }
  }

  return {
    at(p, stop, end, final) {
      const text = lines.text(p, stop);
      if (oddQuotes(text)) return spanning(p, stop, end, final);
      return { fields: splitRecord(text, delimiter, true), next: stop + 1, lines: 1 };
    },
  };
}
