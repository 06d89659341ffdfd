import type { CsvDescription, SourceDescription } from '../datasets/index.js';
import { inFlags } from './csvOptions.js';
import type { Output } from './output.js';
import { short } from './table.js';

/** Jitter below this share of the period is that of any clock. */
const QUIET = 0.01;

/** The resolved way a file is read, for the echo of settings. */
export function describe(d: CsvDescription | SourceDescription): Record<string, unknown> {
  const { info } = d;
  const table = 'delimiter' in d ? d : undefined;
  const time = table?.time;
  const channels = info.names.map((name, c) => (info.units[c] ? `${name} [${info.units[c]}]` : name));
  const ignored = d.columns.filter(({ role }) => role === 'ignored').map(({ name }) => name);
  const labels = d.columns.filter(({ role }) => role === 'label').map(({ name }) => name);
  const rate =
    info.sampleRate === undefined
      ? `unknown (give --rate${time?.format === 'relative' && time.unit === undefined ? ' or --time-unit' : ''})`
      : `${short(info.sampleRate, 7)} Hz${info.sampleRate < 1 ? `, one sample every ${short(1 / info.sampleRate, 7)} s` : ''} (from ${d.rateFrom === 'file' ? 'the head of the file' : d.rateFrom})`;
  return {
    ...(table ? tableSettings(table) : { format: d.format, ...d.details }),
    channels,
    ...(labels.length > 0 && { labels }),
    ...(ignored.length > 0 && { 'not read': ignored }),
    ...(table && { time: timeText(table) }),
    rate,
    start: info.epoch === undefined ? 'unknown' : isoTime(info.epoch),
  };
}

function tableSettings({
  encoding,
  passed,
  firstLine,
  delimiter,
  decimal,
  header,
}: CsvDescription): Record<string, unknown> {
  return {
    ...(encoding !== 'utf8' && { encoding }),
    ...(passed.preamble > 0 && { preamble: `${passed.preamble} lines; the table begins in line ${firstLine}` }),
    delimiter: delimiter === '' ? 'none: one column' : delimiter === '\t' ? 'tab' : delimiter,
    decimal,
    header,
  };
}

/** Shows what a reader of the file should know. */
export function showNotes({ notes = [] }: SourceDescription, out: Output): void {
  if (notes.length === 0) return;
  const lines = notes.map(inFlags);
  out.result('notes', lines);
  out.section('note', lines.join('\n'));
}

function timeText({ time, jitter = 0, info }: CsvDescription): string {
  if (!time) return 'none';
  const unit = time.unit === undefined ? '' : ` in ${time.unit}`;
  const order = time.order === undefined ? '' : ` ${time.date?.order ?? time.order}`;
  const date = time.date ? `, dates in ${time.date.name}` : '';
  const coarse = time.coarse ? `, coarse: stamps ${time.batch > 1 ? 'come in batches' : 'repeat'}` : '';
  const reversed = time.reversed ? ', newest first' : '';
  const share = jitter * (info.sampleRate ?? 0);
  const noise =
    share > QUIET && !time.coarse
      ? `, jitter ${short(jitter * 1000, 3)} ms (${short(100 * share, 2)} % of the period)`
      : '';
  return `${time.name}, ${time.format}${order}${unit}${date}${coarse}${reversed}${noise}`;
}

/** Nanoseconds since 1970 as ISO 8601, to the millisecond. */
function isoTime(epoch: bigint): string {
  const milliseconds = Number(epoch / 1_000_000n);
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : `${epoch} ns`;
}
