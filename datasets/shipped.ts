import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkOneOf } from '../lib/check.js';

/** The recordings that come with the package. */
const RECORDINGS = ['activity', 'bearing'] as const;

/**
 * Path of a shipped recording, a CSV file: `activity`, 80 s of a worn 3-axis accelerometer at 50 Hz, or `bearing`, 1 s of
 * the vibration of a bearing with a pit in its outer race at 10 kHz. `datasets/files/README.md` describes them.
 */
export function shippedCsv(name: (typeof RECORDINGS)[number] = 'activity'): string {
  return shippedFile(`${checkOneOf('shippedCsv', 'name', name, RECORDINGS)}.csv`);
}

/** Path of the shipped float network, JSON: tells rest, walk, run and stairs from 64 samples of 3 axes in g at 50 Hz. */
export function shippedNetwork(): string {
  return shippedFile('activity.network.json');
}

/** The files lie beside this module in the sources, and at the root of the package when it runs from `dist`. */
function shippedFile(name: string): string {
  const places = ['./files/', '../../datasets/files/'].map(folder => new URL(folder + name, import.meta.url));
  const place = places.find(url => existsSync(url));
  if (!place) {
    throw new Error(
      `shippedFile: ${name} must lie in datasets/files of the package, not found as ${places.join(' or ')}`,
    );
  }
  return fileURLToPath(place);
}
