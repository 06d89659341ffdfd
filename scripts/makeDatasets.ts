/**
 * Makes the shipped recordings, the same bytes each time:
 *
 *     npx tsx scripts/makeDatasets.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { activity, type ActivitySegment, bearing } from '../datasets/generators/index.js';
import type { Frame } from '../lib/frame.js';
import { halfEven } from '../lib/rounding.js';

/** What happens in activity.csv. */
export const activityScript: readonly ActivitySegment[] = [
  { activity: 'rest', seconds: 20 },
  { activity: 'walk', seconds: 20 },
  { activity: 'stairs', seconds: 20 },
  { activity: 'run', seconds: 20 },
];

/** activity.csv: 80 s at 50 Hz from a person whom the shipped network has never seen. */
export function activityCsv(): string {
  const begin = Date.UTC(2025, 0, 15, 7, 30);
  const frames = activity({ script: activityScript, seed: 3_000_000 });
  return csv(frames, 'time', index => new Date(begin + 20 * index).toISOString());
}

/** bearing.csv: 1 s at 10 kHz, a 6205 with a pit in its outer race at 1800 turns a minute. */
export function bearingCsv(): string {
  const frames = bearing({ sampleRate: 10000, fault: 'outer', shaftFrequency: 30, samples: 10000, seed: 1 });
  return csv(frames, 'time [s]', index => (index / 10000).toFixed(4));
}

/** Frames as text, in the resolution of a 16-bit sensor of +-8 g. */
function csv(frames: Iterable<Frame>, time: string, timeOf: (index: number) => string): string {
  const lines: string[] = [];
  for (const { data, channels, length, start, info } of frames) {
    if (lines.length === 0) lines.push([time, ...info.names.map((name, c) => `${name} [${info.units[c]}]`)].join());
    for (let i = 0; i < length; i++) {
      const row = [timeOf(start + i)];
      for (let c = 0; c < channels; c++) row.push(sensorText(data[c * length + i]));
      lines.push(row.join());
    }
  }
  return `${lines.join('\n')}\n`;
}

/** An acceleration in g as such a sensor gives it: a whole number of 1/4096 g, 5 decimals. */
function sensorText(x: number): string {
  const code = Math.min(Math.max(halfEven(x * 4096), -32768), 32767);
  return (code / 4096).toFixed(5);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../datasets/files/', import.meta.url);
  writeFileSync(new URL('activity.csv', folder), activityCsv());
  writeFileSync(new URL('bearing.csv', folder), bearingCsv());
}
