import { FormatError } from '../../lib/errors.js';
import { type LineBuffer, MAX_RECORD, PROBE_BYTES } from './lineBuffer.js';
import type { CsvSettings } from './options.js';
import { lineError } from './place.js';

/** A line, or a quoted record of several lines. */
export interface SampledRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

/** The head of a file, cut into lines. */
export interface Sample {
  /** Without the marker. */
  readonly comments: readonly SampledRecord[];
  /** Rows of the table, the header among them; at least one. */
  readonly records: readonly SampledRecord[];
  /** Whether lines end in CR LF. */
  readonly crlf: boolean;
}

const MAX_ROWS = 2000;

/**
 * Reads the first 2,000 rows or 256 KiB, whichever ends first, and leaves them in the buffer. Only the first record may span lines:
 * a quote left open further down is one bad row, and must not hide the rows behind it.
 *
 * @throws {FormatError} when there is no row
 */
export async function sampleTable(lines: LineBuffer, name: string, settings: CsvSettings): Promise<Sample> {
  await lines.start();
  const walk = new Walk(lines, settings);
  await lines.window(() => walk.go());
  walk.go();
  if (walk.rewind()) walk.go();
  const { comments, records, crlf } = walk;
  if (records.length > 0) return { comments, records, crlf };
  if (walk.stopped === 'long') throw lineError(name, walk.line, 'long');
  if (walk.stopped === undefined && lines.problem) throw lineError(name, walk.line, lines.problem);
  const fault =
    lines.total === 0
      ? 'is empty'
      : `holds no row in its first ${walk.line - 1} lines, of which ${comments.length} are comments`;
  throw new FormatError('format-csv', `csv: ${name} ${fault}; a table needs at least one row of numbers`);
}

/** Goes over the lines as they arrive. */
class Walk {
  readonly comments: SampledRecord[] = [];
  readonly records: SampledRecord[] = [];
  crlf = false;
  line = 1;
  /** At the end of the probed part, or at a line too long. */
  stopped: 'window' | 'long' | undefined;
  private at: number;
  private open: (SampledRecord & { readonly at: number }) | undefined; // a first record whose quote is open
  private joins: boolean;

  constructor(
    private readonly lines: LineBuffer,
    private readonly settings: CsvSettings,
  ) {
    this.at = lines.begin;
    this.joins = settings.quote;
  }

  /** Takes in all whole lines there are; true when it needs no more. */
  go(): boolean {
    const { lines, records, settings } = this;
    while (this.stopped === undefined && this.at < lines.complete && records.length < MAX_ROWS) {
      const stop = lines.bytes.indexOf(lines.newline, this.at);
      if (stop - this.at > MAX_RECORD) this.stopped = 'long';
      else if (stop > PROBE_BYTES) this.stopped = 'window';
      else {
        this.take(lines.bytes.toString(settings.encoding, this.at, stop));
        this.at = stop + 1;
        this.line++;
      }
    }
    return this.stopped !== undefined || records.length === MAX_ROWS;
  }

  /** When no line closed the quote of the first record: goes back to read on right behind its first line. */
  rewind(): boolean {
    if (!this.open) return false;
    ({ at: this.at, line: this.line } = this.open);
    this.open = undefined;
    this.joins = false;
    this.stopped = undefined;
    return true;
  }

  private take(raw: string): void {
    const { line, open, settings } = this;
    const text = raw.trim();
    this.crlf ||= raw.endsWith('\r');
    if (open) {
      this.open = { ...open, text: `${open.text}\n${raw}` };
      if (!oddQuotes(raw)) return;
      this.records.push(this.open);
      this.open = undefined;
    } else if (settings.comment !== '' && text.startsWith(settings.comment)) {
      this.comments.push({ line, text: text.slice(settings.comment.length).trim() });
    } else if (this.joins && this.records.length === 0 && oddQuotes(raw)) {
      this.open = { line, text: raw, at: this.at };
    } else if (!isBlank(raw, settings.delimiter ?? '\t')) {
      this.records.push({ line, text: raw });
    }
  }
}

/** Whether a quote is open at the end of a text that began outside quotes. */
export function oddQuotes(text: string): boolean {
  let odd = false;
  for (let i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) odd = !odd;
  return odd;
}

/** Whether a line is nothing but spaces. Tabs that separate are fields without a value, not spaces. */
export function isBlank(text: string, delimiter: string): boolean {
  return text.trim() === '' && !(delimiter === '\t' && text.includes('\t'));
}
