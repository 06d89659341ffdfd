import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import {
  edf,
  edgeImpulse,
  ndjson,
  npy,
  raw,
  type SignalSource,
  type SourceReport,
  uff58,
  wav,
} from '../../datasets/index.js';
import { DataError, FormatError, OptionRangeError } from '../../lib/errors.js';
import { type Random, random } from '../../lib/random.js';
import { chunked } from './csv/chunked.js';

const SEED = 20264;
/** Mutants of each format; BITSTAIR_FUZZ says more for a long run. */
const TRIALS = Number(process.env.BITSTAIR_FUZZ ?? 400);

const below = (r: Random, n: number) => Math.floor(r.uniform() * n);
const pick = <T>(r: Random, list: readonly T[]): T => list[below(r, list.length)];

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const le = (value: number, width: number) => {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntLE(value, 0, width);
  return bytes;
};
const ramp = (length: number) => Buffer.from(Array.from({ length }, (_, k) => (k * 37) & 255));

function wavFile(): Buffer {
  const format = Buffer.concat([le(1, 2), le(2, 2), le(8000, 4), le(32000, 4), le(4, 2), le(16, 2)]);
  const body = Buffer.concat([
    ...[latin1('WAVEfmt '), le(16, 4), format, latin1('LIST'), le(3, 4), latin1('abc\0'), latin1('data'), le(80, 4)],
    ...[ramp(80), latin1('cue '), le(4, 4), ramp(4)],
  ]);
  return Buffer.concat([latin1('RIFF'), le(body.length, 4), body]);
}

function npyFile(fortran: boolean): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (20, 2), }\n`;
  return Buffer.concat([latin1('\x93NUMPY\x01\x00'), le(text.length, 2), latin1(text), ramp(160)]);
}

function edfFile(): Buffer {
  const field = (text: string | number, width: number) => latin1(String(text).padEnd(width));
  const both = (a: string | number, b: string | number, width: number) => [field(a, width), field(b, width)];
  const records = [0, 1, 3].flatMap(k => [ramp(8), latin1(`+${k}\x14\x14\0+${k}\x14x\x14\0`.padEnd(20, '\0'))]);
  return Buffer.concat([
    ...[field(0, 8), field('X', 80), field('X', 80), field('02.03.24', 8), field('10.11.12', 8), field(768, 8)],
    ...[field('EDF+D', 44), field(3, 8), field(1, 8), field(2, 4)],
    ...both('a', 'EDF Annotations', 16),
    ...both('', '', 80),
    ...both('uV', '', 8),
    ...both(-5, -1, 8),
    ...both(5, 1, 8),
    ...both(-2048, -32768, 8),
    ...both(2047, 32767, 8),
    ...both('', '', 80),
    ...both(4, 10, 8),
    ...both('', '', 32),
    ...records,
  ]);
}

const uffFile = () =>
  latin1(
    [
      ...['    -1', '    58', 'id', 'NONE', '18-Apr-16 13:49:58', 'NONE', 'NONE'],
      '    1         0    0         0 Mic 01             0   1 NONE               0   0',
      '         2         6         1  0.00000E+00  1.00000E-03  0.00000E+00',
      '        17    0    0    0 time                 s                   ',
      '        21    0    0    0 Pressure             Pa                  ',
      ...[
        '         0',
        '         0',
        '  1.00000E+00 -2.00000E+00  3.00000E-01',
        '  4.00000E+00  5.00000E+00  6.00000E+00',
      ],
      '    -1',
    ].join('\n'),
  );

const jsonFile = () =>
  latin1(
    JSON.stringify({
      signature: '00',
      payload: {
        interval_ms: 10,
        sensors: [{ name: 'a', units: 'g' }, { name: 'b' }],
        values: Array.from({ length: 12 }, (_, i) => [i, -i / 8]),
      },
    }),
  );

const rowsFile = () =>
  latin1(
    Array.from({ length: 14 }, (_, i) => JSON.stringify({ t: 1.7e9 + i / 8, a: { x: i }, b: [i / 3, null] })).join(
      '\n',
    ),
  );

type Open = (
  bytes: Uint8Array,
  size: number | (() => number),
  onReport: (report: SourceReport) => void,
) => SignalSource;

const FORMATS: readonly (readonly [name: string, file: () => Buffer, open: Open])[] = [
  ['wav', wavFile, (b, size, onReport) => wav(chunked(b, size), { frameLength: 6, onReport })],
  ['npy', () => npyFile(false), (b, size, onReport) => npy(chunked(b, size), { frameLength: 6, onReport })],
  [
    'npy, Fortran order',
    () => npyFile(true),
    (b, size, onReport) => npy(chunked(b, size), { frameLength: 6, onReport }),
  ],
  ['edf', edfFile, (b, size, onReport) => edf(chunked(b, size), { frameLength: 3, onReport })],
  ['uff58', uffFile, (b, size, onReport) => uff58(chunked(b, size), { frameLength: 4, onReport })],
  [
    'edgeImpulse',
    jsonFile,
    (b, size, onReport) => edgeImpulse(chunked(b, size), { frameLength: 5, missing: 'nan', badRows: 'skip', onReport }),
  ],
  [
    'ndjson',
    rowsFile,
    (b, size, onReport) => ndjson(chunked(b, size), { frameLength: 5, missing: 'hold', badRows: 'skip', onReport }),
  ],
  [
    'gzip',
    () => gzipSync(ramp(300)),
    (b, size, onReport) => raw(chunked(b, size), { type: 'int16', channels: 2, maxExpanded: 2 ** 20, onReport }),
  ],
];

/** The file with a few bytes changed, doubled, left out or put in, or cut off. */
function mutate(r: Random, file: Buffer): Uint8Array {
  const bytes = [...file];
  const bits = [0, 1, 255, 127, 128, 32, 34, 44, 45, 48, 57, 58, 91, 93, 101, 123, 125, 10, 20];
  for (let k = below(r, 4); k >= 0 && bytes.length > 0; k--) {
    const at = below(r, bytes.length);
    const length = r.uniform() < 0.7 ? 1 : below(r, 20);
    const kind = below(r, 8);
    if (kind === 0) bytes.splice(at, length);
    else if (kind === 1) bytes.splice(at, 0, ...bytes.slice(at, at + length));
    else if (kind === 2) bytes.length = at;
    else if (kind === 3) bytes.splice(at, 4, 255, 255, 255, 255);
    else bytes[at] = r.uniform() < 0.5 ? pick(r, bits) : bytes[at] ^ (1 << below(r, 8));
  }
  return Uint8Array.from(bytes);
}

describe('sources under random input', () => {
  for (const [name, file, open] of FORMATS) {
    it(`${name}: the same frames, counts or typed error however the bytes are cut, and every sample accounted for`, async function () {
      this.timeout(TRIALS * 100);
      const r = random(SEED);
      let [errors, good] = [0, 0];
      for (let trial = 0; trial < TRIALS; trial++) {
        const bytes = mutate(r, file());
        const outcome = async (size: number | (() => number)) => {
          let report: SourceReport | undefined;
          const frames: unknown[] = [];
          let [end, samples] = [-Infinity, 0];
          try {
            for await (const f of open(bytes, size, x => (report = x))) {
              expect(f.start).to.be.at.least(end); // in order, without overlap
              expect(f.data.length).to.equal(f.channels * f.length);
              end = f.start + f.length;
              samples += f.length;
              frames.push([f.start, [...f.data]]);
            }
            good++;
            expect(report?.samples).to.equal(samples);
            expect(report?.complete).to.equal(true);
            return { frames, report: { ...report, bytes: 0 } };
          } catch (error) {
            errors++;
            expect([FormatError, DataError, OptionRangeError], String((error as Error).stack)).to.include(
              (error as Error).constructor,
            );
            return { message: (error as Error).message };
          }
        };
        const whole = await outcome(1e6);
        const message = `seed ${SEED}, trial ${trial}: ${Buffer.from(bytes).toString('base64')}`;
        expect(await outcome(() => 1 + below(r, 50)), message).to.deep.equal(whole);
        if (trial % 8 === 0) expect(await outcome(1), message).to.deep.equal(whole);
      }
      expect([errors > TRIALS / 20, good > TRIALS / 20]).to.deep.equal([true, true]); // both ends are tried
    });
  }
});
