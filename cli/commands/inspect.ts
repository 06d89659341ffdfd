import type { OpenSourceOptions } from '../../datasets/index.js';
import { type BitsWorth, bitsWorth } from '../../lib/allocation/bitsWorth.js';
import { levelMeter } from '../../lib/meters/levelMeter.js';
import { range as rangeOf } from '../../lib/range.js';
import type { SensorFigures } from '../../lib/statistics/index.js';
import type { Output } from '../output.js';
import { type FirstPass, nextPass } from '../passes.js';
import { reportText } from '../reportText.js';
import { db, short, table } from '../table.js';

/** What is said of a channel: its sensor, and the bits that it is worth. */
type Channel = SensorFigures & { readonly worth: BitsWorth | undefined };

/** Widths in the table of rises. */
const WIDTHS = [4, 6, 8, 10, 12, 14, 16];

/**
 * Shows what a file holds: channels, units, ranges, what their sensors are and how many bits they are worth, and everything
 * that was skipped, filled or counted.
 */
export function inspectFile(
  { range, info, report, nonFinite }: FirstPass,
  sensors: readonly SensorFigures[],
  out: Output,
): void {
  const channels = sensors.map((sensor, c): Channel => {
    const worth =
      'sigma' in sensor.noise
        ? bitsWorth({ noise: sensor.noise.sigma, range: rangeOf(range.min[c], range.max[c]) })
        : undefined;
    return { ...sensor, worth };
  });
  out.result('channels', channels);
  out.result('report', report);
  out.result('nonFinite', nonFinite);
  out.section(
    'channels',
    table(
      ['name', 'unit', 'min', 'max', 'mean', 'deviation'],
      channels.map(c => [c.name, c.unit || '-', ...[c.min, c.max, c.mean, c.deviation].map(x => short(x))]),
    ),
  );
  out.section('sensors: step of the values, noise floor by second differences, bits worth', sensorsText(channels));
  out.section('time flat, at a rail (of the sensor, not of a quantizer), missing', timeText(channels));
  const told = channels.filter(c => c.worth);
  if (told.length > 0) {
    out.section(
      `rise of the noise floor in dB when ${told.length > 1 ? 'each range is' : 'the range is'} coded with so many bits`,
      table(
        ['name', ...WIDTHS.map(w => `${w} bits`)],
        told.map(c => [c.name, ...WIDTHS.map(w => (c.worth?.table[w - 1].rise ?? NaN).toFixed(2))]),
      ),
    );
  }
  out.section('read', reportText(report, nonFinite, info.sampleRate));
}

/** Reads the file once more for its levels against full scale, and shows them. */
export async function showLevels(
  file: string,
  options: OpenSourceOptions,
  first: FirstPass,
  fullScale: number,
  out: Output,
): Promise<void> {
  const meter = levelMeter({ fullScale });
  for await (const f of nextPass(file, options, first, 'levels')) meter.push(f);
  const levels = meter.value();
  out.result('levels', levels);
  out.section(
    `levels about the mean, against a full-scale sine of amplitude ${short(fullScale)}`,
    table(
      ['name', 'rms', 'peak', 'crest dB', 'dBFS', 'peak dBFS', 'dBm0'],
      levels.map(l => [l.name, short(l.rms), short(l.peak), ...[l.crest, l.dbfs, l.peakDbfs, l.dbm0].map(db)]),
    ),
  );
}

/** A line for each channel, and the reason where its noise is not told. */
function sensorsText(channels: readonly Channel[]): string {
  const rows = channels.map(({ name, step, noise, worth }) => [
    name,
    step ? short(step.step) : 'none',
    step ? String(step.used) : '-',
    step ? `${step.spanBits}${step.codeBits === undefined ? '' : ` of ${step.codeBits}`}` : '-',
    'sigma' in noise ? short(noise.sigma, 3) : 'refused',
    worth ? String(worth.bits ?? '> 16') : '-',
  ]);
  const notes = channels.flatMap(({ name, noise }) => {
    if ('refused' in noise) return [`${name}: no noise floor: ${noise.refused}`];
    if (!noise.between) return [];
    const [low, high] = noise.between.map(x => short(x, 3));
    return [`${name}: the noise is about as wide as the step: anywhere from ${low} to ${high}`];
  });
  return [table(['name', 'step', 'values used', 'bits used', 'noise', 'bits worth'], rows), ...notes].join('\n');
}

function timeText(channels: readonly Channel[]): string {
  return table(
    ['name', 'flat', 'at the lowest value', 'at the highest', 'missing'],
    channels.map(c => [c.name, ...[c.flat, c.rail.low, c.rail.high, c.missing].map(percent)]),
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${short(100 * share, 3)} %`;
}
