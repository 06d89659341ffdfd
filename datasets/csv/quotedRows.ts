import { type Delimiter, splitQuoted } from './fields.js';
import { MAX_RECORD } from './lineBuffer.js';
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

/** The most records parsed ahead at once. */
const BATCH = 256;

/** Reads records with quotes. Successive ones are parsed together, as setting up the parser costs more than a record. */
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

/** What {@link quotedRows} needs to know. */
export interface QuotedRowsOptions {
  readonly bytes: Buffer;
  /** Byte of the line break. */
  readonly newline: number;
  readonly encoding: 'utf8' | 'latin1';
  readonly delimiter: Delimiter;
  /** Fields a row must have. */
  readonly width: number;
  /** Whether a line is a comment. */
  readonly isComment: (text: string) => boolean;
}

/** A reader of the quoted records in a line buffer's bytes. @internal */
export function quotedRows({ bytes, newline, encoding, delimiter, width, isComment }: QuotedRowsOptions): QuotedRows {
  let ready: QuotedRow[] = []; // parsed ahead, the nearest last
  let expected = -1; // where that one begins
  let seen: { readonly length: number; readonly lines: number } | undefined; // of a record whose end has not arrived

  const text = (from: number, to: number) => bytes.toString(encoding, from, to);

  /** Parses the line at `p` and those behind it that hold closed quotes. */
  function readAhead(p: number, end: number): void {
    const stops: number[] = [];
    let from = p;
    while (from < end && stops.length < BATCH) {
      const stop = bytes.indexOf(newline, from);
      const line = text(from, stop);
      if (!line.includes('"') || oddQuotes(line) || stop - from > MAX_RECORD || isComment(line)) break;
      stops.push(stop);
      from = stop + 1;
    }
    const rows = splitQuoted(text(p, from), delimiter);
    const each = rows?.length === stops.length ? rows : undefined; // else one of them is broken: one by one
    from = p;
    ready = stops.map((stop, k) => {
      const fields = each ? each[k] : alone(from, stop);
      from = stop + 1;
      return { fields, next: from, lines: 1 };
    });
    ready.reverse();
  }

  function alone(from: number, to: number): readonly string[] | undefined {
    const rows = splitQuoted(text(from, to), delimiter);
    return rows?.length === 1 ? rows[0] : undefined;
  }

  /** The record that the line at `p` opens and a later line closes. */
  function spanning(p: number, stop: number, end: number, final: boolean): QuotedRow | undefined {
    const unclosed = { fields: undefined, next: stop + 1, lines: 1 };
    let { length, lines } = seen ?? { length: stop + 1 - p, lines: 1 };
    seen = undefined;
    for (;;) {
      const from = p + length;
      if (from >= end) {
        if (final) return unclosed;
        seen = { length, lines };
        return undefined;
      }
      const to = bytes.indexOf(newline, from);
      if (to - p > MAX_RECORD) return unclosed;
      length = to + 1 - p;
      lines++;
      if (oddQuotes(text(from, to))) {
        const fields = alone(p, to);
        return fields?.length === width ? { fields, next: to + 1, lines } : unclosed;
      }
    }
  }

  return {
    at(p, stop, end, final) {
      if (ready.length === 0 || p !== expected) {
        ready = [];
        if (oddQuotes(text(p, stop))) return spanning(p, stop, end, final);
        readAhead(p, end);
      }
      const row = ready.pop();
      expected = row?.next ?? -1;
      return row;
    },
  };
}
