import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sharedData } from './sharedData.js';

/** One channel of a reference recording. */
export interface Recording {
  /** Path in the folder of signals, and the number of the column where there are several. */
  readonly name: string;
  readonly samples: Float32Array;
}

/** The most samples read of a channel, unless told otherwise. */
const MOST = 30_000;

/**
 * All channels of the reference recordings, read by a few lines that know nothing of the library: numbers in columns (text), 16-bit
 * PCM, and the UFF file's list of numbers. Columns with words or times are left out. Empty where there are no reference data.
 *
 * @param keep which files, by their path in the folder of signals
 * @param most the most samples of a channel
 */
export function recordings(keep: (path: string) => boolean = () => true, most = MOST): Recording[] {
  const folder = sharedData();
  if (folder === undefined) return [];
  const root = join(folder, 'signals');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(keep).sort();
  return files.flatMap(file => {
    const columns = columnsOf(join(root, file), most);
    return columns.map((samples, c) => ({ name: columns.length > 1 ? `${file} ${c}` : file, samples }));
  });
}

function columnsOf(path: string, most: number): Float32Array[] {
  if (path.endsWith('.wav')) return [pcm(readFileSync(path), most)];
  if (path.endsWith('.uff')) {
    const words = readFileSync(path, 'utf8').split('\n').slice(13).join(' ').trim().split(/\s+/).map(Number);
    return [Float32Array.from(words.slice(0, words.indexOf(-1)).slice(0, most))];
  }
  return /\.(csv|txt|[enz])$/.test(basename(path)) ? table(readFileSync(path, 'utf8'), most) : [];
}

function table(text: string, most: number): Float32Array[] {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '' && !line.startsWith('#'));
  const rows = lines.map(line => line.trim().split(line.includes(';') ? ';' : line.includes(',') ? ',' : /\s+/));
  const numbers = rows.slice(Number.isFinite(Number(rows[0].at(-1))) ? 0 : 1, most);
  return rows[0]
    .map((_, c) => Float32Array.from(numbers, row => (row[c].trim() === '' ? NaN : Number(row[c]))))
    .filter(column => column.every(Number.isFinite));
}

/** Samples of the `data` chunk of a RIFF file, as int16 numbers. */
function pcm(bytes: Buffer, most: number): Float32Array {
  let at = 12;
  while (bytes.toString('latin1', at, at + 4) !== 'data') at += 8 + bytes.readUInt32LE(at + 4);
  const count = Math.min(bytes.readUInt32LE(at + 4) / 2, most);
  return Float32Array.from({ length: count }, (_, i) => bytes.readInt16LE(at + 8 + 2 * i));
}
