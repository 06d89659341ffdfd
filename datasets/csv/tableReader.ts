import { FormatError } from '../../lib/errors.js';
import { type Frame, type StreamInfo, streamInfo } from '../../lib/frame.js';
import { clock } from './clock.js';
import { mayQuote, openField, splitRecord } from './fields.js';
import { framer, type Framer } from './framer.js';
import { type Instant, nanosecondsOf } from './instant.js';
import { type LineBuffer, MAX_RECORD } from './lineBuffer.js';
import type { CsvSettings } from './options.js';
import { lineError, place } from './place.js';
import type { Plan } from './probe.js';
import { quotedRows } from './quotedRows.js';
import type { CsvCounts } from './report.js';
import { rowJudge, type RowFault } from './rowJudge.js';
import { type RowLayout, rowParser, SKIPPED, TIME } from './rowParser.js';
import { isBlank } from './sample.js';
import { stampsOf } from './timeColumn.js';

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
}

/** A reader of the table that `plan` describes. @internal */
export function tableReader(lines: LineBuffer, plan: Plan, settings: CsvSettings, counts: CsvCounts): TableReader {
  const { head, channels, time, pace, description } = plan;
  const { name, info: probed } = description;
  const { width, columns, dialect } = head;
  const { delimiter, decimal } = dialect;
  const { newline, bytes } = lines;
  const targets = new Int32Array(width).fill(SKIPPED);
  channels.forEach((channel, c) => (targets[channel.index] = c));
  if (time) targets[time.index] = TIME;
  const values = new Float32Array(channels.length);
  const missing = new Uint8Array(channels.length);
  const now: Instant = { seconds: 0, nanos: 0 };
  const { encoding } = settings;
  const anyQuotes = settings.quote && mayQuote(delimiter);
  const layout: RowLayout = {
    delimiter,
    decimal,
    newline,
    comment: settings.comment === '' ? -1 : settings.comment.charCodeAt(0),
    quote: anyQuotes ? QUOTE : -1,
    targets,
    stamp: stampsOf(time, decimal),
  };
  const where = (column?: number) =>
    place(name, counts.lines + 1, column, column === undefined ? undefined : columns[column].name);
  const isComment = (text: string) => settings.comment !== '' && text.trimStart().startsWith(settings.comment);
  const parse = rowParser(layout, values, now);
  const judge = rowJudge({ layout, time, strict: settings.missing === 'error', values, missing, now, counts, where });
  const quoted = quotedRows({ bytes, newline, encoding, delimiter, width, isComment });
  const ticks = time && clock(pace, settings.gaps === 'mark', counts);
  let titled = head.header === 'row'; // the header is still ahead
  let skipped = 0; // rows left out since the last one taken
  let frames: Framer | undefined;
  let full = false; // there may be a frame to take

  /** Passes the row in `values` and `now` on. */
  function accept(holes?: Uint8Array): void {
    const jump = ticks ? ticks.advance(now, skipped) : 1 + skipped;
    skipped = 0;
    frames ??= framer({
      info: time && time.format !== 'relative' ? since(probed, nanosecondsOf(now)) : probed,
      frameLength: settings.frameLength,
      filling: settings.missing,
      maxInterpolate: settings.maxInterpolate,
      counts,
      where: channel => (channel === undefined ? where() : where(channels[channel].index)),
    });
    full = frames.push(values, jump, holes);
  }

  /** Takes the fields of a row that is not plain, or undefined where a quote in its first line `text` is broken. */
  function takeFields(fields: readonly string[] | undefined, text: string): void {
    counts.rows++;
    const verdict: number | RowFault = fields ? judge(fields) : brokenQuote(text);
    if (typeof verdict === 'number') return accept(verdict > 0 ? missing : undefined);
    const { kind, rule, column } = verdict;
    if (settings.badRows === 'error') {
      throw new FormatError('format-csv', `${where(column)}: ${rule}; badRows: 'skip' leaves such rows out`);
    }
    counts.skipped[kind]++;
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
    const stop = bytes.indexOf(newline, p);
    if (stop - p > MAX_RECORD) throw lineError(name, counts.lines + 1, 'long');
    const text = bytes.toString(encoding, p, stop);
    if (isBlank(text, delimiter)) {
      counts.blankLines++;
    } else if (isComment(text)) {
      counts.commentLines++;
    } else {
      const row =
        anyQuotes && text.includes('"')
          ? quoted.at(p, stop, lines.complete, lines.final)
          : { fields: splitRecord(text, delimiter, false), next: stop + 1, lines: 1 };
      if (row === undefined) return p;
      if (titled) titled = false;
      else takeFields(row.fields, text);
      counts.lines += row.lines;
      return row.next;
    }
    counts.lines++;
    return stop + 1;
  }

  return {
    read() {
      const end = lines.complete;
      let p = lines.begin;
      let need = false;
      full = false;
      while (p < end && !need && !full) {
        const next = titled ? -1 : parse(bytes, p);
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
      if (lines.problem) throw lineError(name, counts.lines + 1, lines.problem);
      frames?.end();
    },
    duration() {
      if (ticks && (time?.format === 'iso' || time?.unit)) return ticks.span() / 1e9;
      return probed.sampleRate && counts.samples > 0 ? (counts.samples - 1) / probed.sampleRate : undefined;
    },
  };
}

/** The description with the time of sample 0, which is the first row that was taken: the probe may have seen a bad one first. */
function since(info: StreamInfo, epoch: bigint): StreamInfo {
  return epoch === info.epoch ? info : streamInfo({ ...info, channels: info.names.length, epoch });
}
