import { csv } from './csv.js';
import { CSV_OPTIONS } from './csv/options.js';
import { edf } from './edf.js';
import { edgeImpulse } from './edgeImpulse.js';
import { ndjson } from './ndjson.js';
import { npy } from './npy.js';
import { raw } from './raw.js';
import { SOURCE_OPTIONS } from './source.js';
import { uff58 } from './uff58.js';
import { wav } from './wav.js';

/** A format of sensor files: how it is known, and who reads it. */
export interface SourceReader {
  /** One line for people. */
  readonly title: string;
  /** Ends of file names, without the dot and in lower case. */
  readonly extensions: readonly string[];
  /** Whether a file that begins so is one. */
  matches(head: Uint8Array): boolean;
  /** Options it has beside those of all sources. */
  readonly options: readonly string[];
  /** Makes the source. */
  readonly open: unknown;
}

/** Names of the options that all sources have. */
export const COMMON_OPTIONS: readonly string[] = Object.keys(SOURCE_OPTIONS);

const ROWS = ['missing', 'maxInterpolate', 'badRows', 'gaps', 'time', 'timeUnit'];

/** All formats, by name. Content is asked in this order, then the name of the file. */
export const READERS = {
  wav: {
    title: 'WAV audio: PCM, float, mu-law, A-law',
    extensions: ['wav', 'wave', 'bwf', 'rf64'],
    matches: head => /^(RIFF|RIFX|RF64|BW64).{4}WAVE/s.test(textOf(head, 12)),
    options: ['fullScale'],
    open: wav,
  },
  npy: {
    title: 'arrays of NumPy',
    extensions: ['npy'],
    matches: head => textOf(head, 6) === '\x93NUMPY',
    options: ['timeAxis'],
    open: npy,
  },
  edf: {
    title: 'EDF, EDF+, BDF and BDF+ recordings',
    extensions: ['edf', 'bdf', 'rec'],
    matches: head => /^(?:0 {7}|\xffBIOSEMI)[^]{160}\d\d.\d\d.\d\d\d\d.\d\d.\d\d/.test(textOf(head, 184)),
    options: [],
    open: edf,
  },
  uff58: {
    title: 'universal files, data set 58 in text',
    extensions: ['uff', 'unv', 'ufb'],
    // a padded column of numbers may begin so too, but holds no words
    matches: head => /^\s*? {4}-1 *\r?\n {2,5}\d{2,4}b?\b[^]*[A-Z]{3}/i.test(textOf(head, head.length)),
    options: [],
    open: uff58,
  },
  edgeImpulse: {
    title: 'data acquisition JSON of Edge Impulse',
    extensions: [],
    matches: head => /^(?:\xef\xbb\xbf)?\s*\{[^]*"(?:payload|sensors|interval_ms)"\s*:/.test(textOf(head, head.length)),
    options: ROWS.slice(0, 3),
    open: edgeImpulse,
  },
  ndjson: {
    title: 'rows of JSON, one array or object a line',
    extensions: ['ndjson', 'jsonl', 'ldjson'],
    matches: head => {
      const lines = textOf(head, head.length)
        .replace(/^\xef\xbb\xbf/, '')
        .split('\n')
        .slice(0, -1)
        .filter(line => line.trim() !== '');
      return lines.length >= 2 && lines.slice(0, 2).every(isRow);
    },
    options: ROWS,
    open: ndjson,
  },
  csv: {
    title: 'tables of numbers in text',
    extensions: ['csv', 'tsv', 'txt', 'tab', 'dat', 'asc', 'lvm', 'log'],
    matches: () => false, // what is nothing else
    options: Object.keys(CSV_OPTIONS).filter(name => !COMMON_OPTIONS.includes(name)),
    open: csv,
  },
  raw: {
    title: 'samples of a stated type without a header',
    extensions: ['raw', 'pcm'],
    matches: () => false,
    options: ['type', 'channels', 'byteOrder', 'skipBytes', 'scale', 'zeroPoint', 'names', 'units'],
    open: raw,
  },
} as const satisfies Readonly<Record<string, SourceReader>>;

/** Name of a format. */
export type SourceFormat = keyof typeof READERS;

function textOf(head: Uint8Array, length: number): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(length, head.length)).toString('latin1');
}

function isRow(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
