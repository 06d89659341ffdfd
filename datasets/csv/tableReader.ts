import { show } from '../../lib/check.js';
import { FormatError } from '../../lib/errors.js';
import { type Frame, type StreamInfo, streamInfo } from '../../lib/frame.js';
import { type RowFramer, rowFramer } from '../../lib/framing/rowFramer.js';
import { clock } from './clock.js';
import { isComment } from './comments.js';
import { mayQuote, openField, splitRecord } from './fields.js';
import { type Instant, nanosecondsOf } from './instant.js';
import { labelColumn } from './labelColumn.js';
import { type LineBuffer, MAX_RECORD, NUL } from './lineBuffer.js';
import { oddCells } from './oddCells.js';
import type { CsvSettings } from './options.js';
import { lineError, place } from './place.js';
import type { Plan } from './probe.js';
import { quotedRows } from './quotedRows.js';
import type { CsvCellReport, CsvCounts } from './report.js';
import { rowJudge, type RowFault } from './rowJudge.js';
import { DATE, EMPTY, LABEL, type RowLayout, rowParser, SKIPPED, TIME } from './rowParser.js';
import { isBlank } from './sample.js';
import { datesOf, isAbsolute, isScaled, midnight, stampsOf } from './timeColumn.js';

const QUOTE = 34;

/** Turns whole lines of a buffer into frames. */
export interface TableReader {
  /** Reads rows until there may be a frame to take; true when it needs more lines for that. */
  read(): boolean;
  /** The next finished frame. */
  take(): Frame | undefined;
  /** The lines have ended: finishes what is open. @throws {FormatError} when they ended at a line that cannot be read */
  end(): void;
  /** Seconds from the first sample to the last. */
  duration(): number | undefined;
  /** Samples a second over all rows, by their stamps. */
  measuredRate(): number | undefined;
  /** Columns with odd cells. */
  cells(): readonly CsvCellReport[];
}

/** A reader of the table that `plan` describes. @internal */
export function tableReader(lines: LineBuffer, plan: Plan, settings: CsvSettings, counts: CsvCounts): TableReader {
  const { layout: table, columns, channels, time, labels, pace, description } = plan;
  const { name, info: probed } = description;
  const { width, dialect, marks, passed } = table;
  const { delimiter, decimal } = dialect;
  const { newline } = lines;
  const targets = new Int32Array(width).fill(SKIPPED);
  for (const column of columns) if (column.kind === 'empty') targets[column.index] = EMPTY;
  channels.forEach((channel, c) => (targets[channel.index] = c));
  if (time) targets[time.index] = TIME;
  if (time?.date) targets[time.date.index] = DATE;
  if (labels) targets[labels.index] = LABEL;
  const { missingTexts, onLabel } = settings;
  const label = labels && onLabel && labelColumn((begin, end) => lines.text(begin, end), missingTexts, onLabel);
  const values = new Float32Array(channels.length);
  const missing = new Uint8Array(channels.length);
  const now: Instant = { seconds: 0, nanos: 0 };
  const anyQuotes = settings.quote && mayQuote(delimiter);
  const layout: RowLayout = {
    ...{ delimiter, decimal, newline, targets },
    comments: Uint8Array.from(new Set(marks.map(mark => mark.charCodeAt(0)))),
    quote: anyQuotes ? QUOTE : -1,
    stamp: stampsOf(time, decimal),
    date: datesOf(time),
    label,
  };
  const where = (column?: number) =>
    place(name, counts.lines + 1, column, column === undefined ? undefined : columns[column].name);
  const odd = oddCells(columns);
  const parse = rowParser(layout, values, now);
  const judge = rowJudge({
    ...{ layout, time, values, missing, now, counts, where },
    strict: settings.missing === 'error',
    missingTexts,
    odd(column, kind, text) {
      odd.note(column, kind, text, counts.lines + 1);
    },
  });
  const quoted = quotedRows(lines, delimiter, width);
  const ticks = time && clock(pace, settings.gaps === 'mark', counts);
  const unwrap = time && midnight(time);
  const { missingNumbers } = settings;
  const previous = pace?.copies ? { values: new Float32Array(channels.length), seconds: NaN, nanos: 0 } : undefined;
  const plain = missingNumbers.length === 0 && !unwrap && !previous; // a row is taken as it is
  let skipped = 0; // rows left out since the last one taken
  let frames: RowFramer | undefined;
  let full = false; // there may be a frame to take

  lines.begin += table.at;
  counts.lines = table.line - 1;
  counts.commentLines = passed.comments;
  counts.blankLines = passed.blank;
  counts.directiveLines = passed.directives;
  counts.headerLines = passed.header;
  counts.preambleLines = passed.preamble;

  /** Passes the row in `values` and `now` on. */
  function accept(holes?: Uint8Array): void {
    if (!plain) {
      if (missingNumbers.length > 0) holes = withoutMissing(holes);
      unwrap?.(now);
      if (repeats()) {
        counts.repeatedRows++;
        return;
      }
    }
    const jump = ticks ? ticks.advance(now, skipped) : 1 + skipped;
    skipped = 0;
    frames ??= open();
    if (jump > 1) checkJump(frames.end + jump);
    full = frames.push(values, jump, holes);
    label?.taken(frames.end - 1);
  }

  function open(): RowFramer {
    return rowFramer({
      info: time && probed.epoch !== undefined && isAbsolute(time) ? since(probed, nanosecondsOf(now)) : probed,
      frameLength: settings.frameLength,
      filling: settings.missing,
      maxInterpolate: settings.maxInterpolate,
      counts,
      where: channel => (channel === undefined ? where() : where(channels[channel].index)),
    });
  }

  function checkJump(end: number): void {
    if (Number.isSafeInteger(end)) return;
    const rule = `the gap before this row reaches beyond sample 2^53; choose gaps: 'ignore'`;
    throw new FormatError('format-csv', `${where()}: ${rule}`);
  }

  /** Whether the row is the one before once more. */
  function repeats(): boolean {
    if (!previous) return false;
    const same = previous.seconds === now.seconds && previous.nanos === now.nanos;
    if (same && values.every((value, c) => value === previous.values[c])) return true;
    previous.values.set(values);
    previous.seconds = now.seconds;
    previous.nanos = now.nanos;
    return false;
  }

  /** Flags the numbers that stand for no value. */
  function withoutMissing(holes: Uint8Array | undefined): Uint8Array | undefined {
    if (!holes) missing.fill(0);
    let any = holes !== undefined;
    for (let c = 0; c < values.length; c++) {
      if (missing[c] || !missingNumbers.includes(values[c])) continue;
      if (settings.missing === 'error') throw judgeMissing(c);
      missing[c] = 1;
      any = true;
      odd.note(channels[c].index, 'missing', String(values[c]), counts.lines + 1);
    }
    return any ? missing : undefined;
  }

  function judgeMissing(channel: number): FormatError {
    return new FormatError(
      'format-csv',
      `${where(channels[channel].index)}: a value is missing, got ${values[channel]}, which missingValues names; ` +
        `choose missing: 'hold', 'interpolate' or 'nan'`,
    );
  }

  /** Takes the fields of a row that is not plain, or undefined where a quote in its first line `text` is broken. */
  function takeFields(fields: readonly string[] | undefined, text: string): void {
    counts.rows++;
    const verdict: number | RowFault = text.includes(SUB)
      ? { kind: 'nul', rule: 'a row must not hold a NUL byte' }
      : fields
        ? judge(fields)
        : brokenQuote(text);
    if (typeof verdict === 'number') return accept(verdict > 0 ? missing : undefined);
    const { kind, rule, column } = verdict;
    if (settings.badRows === 'error') {
      throw new FormatError('format-csv', `${where(column)}: ${rule}; badRows: 'skip' leaves such rows out`);
    }
    counts.badRows[kind]++;
    counts.skipped++;
    const at = column === undefined ? '' : `column ${show(columns[column].name)}: `;
    counts.firstBadRow ??= { line: counts.lines + 1, rule: at + rule };
    skipped++;
  }

  function brokenQuote(text: string): RowFault {
    const column = Math.min(openField(text, delimiter), width - 1);
    return {
      kind: 'quote',
      rule: 'the quote that opens here is not closed at the end of its field; quote: false makes it an ordinary character',
      column,
    };
  }

  /** Looks closely at the line at `p`; returns the position behind its record, or `p` when that has not arrived whole. */
  function takeLine(p: number): number {
    const stop = lines.stop(p);
    if (stop - p > MAX_RECORD) throw lineError(name, counts.lines + 1, 'long');
    const text = lines.text(p, stop);
    if (isBlank(text, delimiter) || text.trim() === SUB) {
      counts.blankLines++;
    } else if (isComment(text, marks)) {
      counts.commentLines++;
    } else if (text.trim() === plan.title) {
      counts.headerLines++;
    } else {
      const row =
        anyQuotes && text.includes('"')
          ? quoted.at(p, stop, lines.complete, lines.final)
          : { fields: splitRecord(text, delimiter, false), next: stop + 1, lines: 1 };
      if (row === undefined) return p;
      takeFields(row.fields, text);
      counts.lines += row.lines;
      return row.next;
    }
    counts.lines++;
    return stop + 1;
  }

  return {
    read() {
      const { bytes, complete: end } = lines;
      let p = lines.begin;
      let need = false;
      full = false;
      while (p < end && !need && !full) {
        const next = parse(bytes, p);
        if (next > 0 && next - p <= MAX_RECORD + 1) {
          counts.rows++;
          accept();
          counts.lines++;
          p = next;
        } else {
          const behind = takeLine(p);
          need = behind === p;
          p = behind;
        }
      }
      lines.begin = p;
      return need || p === end;
    },
    take: () => frames?.take(),
    end() {
      if (lines.problem) throw lineError(name, counts.lines + 1, lines.problem, lines.foreign);
      frames?.finish();
    },
    duration() {
      if (ticks && time && isScaled(time)) return ticks.span() / 1e9;
      return probed.sampleRate && counts.samples > 0 ? (counts.samples - 1) / probed.sampleRate : undefined;
    },
    measuredRate() {
      if (pace && pace.batch > 1) return undefined; // stamps only say when a batch came
      const span = ticks && time && isScaled(time) ? ticks.span() / 1e9 : 0;
      return span > 0 && frames && frames.end > 1 ? (frames.end - 1) / span : undefined;
    },
    cells: () => odd.list(),
  };
}

const SUB = String.fromCharCode(NUL);

/** The description with the time of sample 0, which is the first row that was taken: the probe may have seen a bad one first. */
function since(info: StreamInfo, epoch: bigint): StreamInfo {
  return epoch === info.epoch ? info : streamInfo({ ...info, channels: info.names.length, epoch });
}
