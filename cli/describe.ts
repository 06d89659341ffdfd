import type { CsvDescription } from '../datasets/index.js';
import { short } from './table.js';

/** The resolved way a file is read, for the echo of settings. */
export function describe(d: CsvDescription): Record<string, unknown> {
  const { info } = d;
  const channels = info.names.map((name, c) => (info.units[c] ? `${name} [${info.units[c]}]` : name));
  const rate =
    info.sampleRate === undefined ? 'unknown (give --rate)' : `${short(info.sampleRate, 7)} Hz (from ${d.rateFrom})`;
  return {
    delimiter: d.delimiter === '' ? 'none: one column' : d.delimiter === '\t' ? 'tab' : d.delimiter,
    decimal: d.decimal,
    header: d.header,
    channels,
    time: timeText(d),
    rate,
    start: info.epoch === undefined ? 'unknown' : isoTime(info.epoch),
  };
}

function timeText({ time }: CsvDescription): string {
  if (!time) return 'none';
  const unit = time.unit === undefined ? '' : ` in ${time.unit}`;
  return `${time.name}, ${time.format}${unit}${time.coarse ? ', coarse: stamps repeat' : ''}`;
}

/** Nanoseconds since 1970 as ISO 8601, to the millisecond. */
function isoTime(epoch: bigint): string {
  const milliseconds = Number(epoch / 1_000_000n);
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : `${epoch} ns`;
}
