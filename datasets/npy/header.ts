import { show } from '../../lib/check.js';
import { type Reading, sourceError } from '../bytes/frameSource.js';
import { type SampleName, type SampleType, sampleType } from '../bytes/sampleType.js';

/** The longest header that is read, in bytes. */
const MAX_HEADER = 65536;

/** The most axes an array may have. */
const MAX_AXES = 32;

/** What the header of an array says. */
export interface NpyHeader {
  readonly type: SampleType;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Byte of the file where the elements begin. */
  readonly begin: number;
  readonly text: string;
}

const TYPES: Readonly<Record<string, SampleName>> = {
  b1: 'uint8',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/**
 * Reads the header of an array, and stands at its first element.
 *
 * @throws {FormatError} when it is none, or its elements are not numbers
 * @see NumPy Enhancement Proposal 1; numpy.lib.format, versions 1.0 to 3.0
 */
export async function npyHeader(reading: Pick<Reading, 'who' | 'name' | 'bytes'>): Promise<NpyHeader> {
  const { bytes } = reading;
  const magic = Buffer.from(await bytes.take(8));
  if (magic.length < 8 || magic.toString('latin1', 0, 6) !== '\x93NUMPY') {
    const zip = magic.toString('latin1', 0, 2) === 'PK' ? '; it is an archive (.npz): take one array out of it' : '';
    throw sourceError(reading, `must begin with \\x93NUMPY, got ${show(magic.toString('latin1', 0, 6))}${zip}`);
  }
  const major = magic[6];
  if (major < 1 || major > 3) throw sourceError(reading, `its version must be 1, 2 or 3, got ${major}`);
  const field = Buffer.from(await bytes.take(major === 1 ? 2 : 4));
  if (field.length < (major === 1 ? 2 : 4)) throw sourceError(reading, 'ends in its header');
  const length = field.readUIntLE(0, field.length);
  if (length > MAX_HEADER) throw sourceError(reading, `its header must be at most ${MAX_HEADER} bytes, got ${length}`);
  const text = Buffer.from(await bytes.take(length)).toString(major === 3 ? 'utf8' : 'latin1');
  if (text.length < length && major < 3) throw sourceError(reading, 'ends in its header');
  return { ...parseHeader(reading, text), begin: bytes.position };
}

/** The literal of a dictionary that Python writes, with the three keys in any order. */
function parseHeader(reading: Pick<Reading, 'who' | 'name'>, text: string): Omit<NpyHeader, 'begin'> {
  const descr = /(['"])descr\1\s*:\s*(?:(['"])([^'"]*)\2|(\[))/.exec(text);
  const order = /(['"])fortran_order\1\s*:\s*(True|False)/.exec(text);
  const shape = /(['"])shape\1\s*:\s*\(([\d\sL,]*)\)/.exec(text);
  if (!/^\s*\{/.test(text) || !descr || !order || !shape) {
    throw sourceError(reading, `its header must say descr, fortran_order and shape, got ${show(text.trim())}`);
  }
  if (descr[4]) {
    throw sourceError(
      reading,
      'its elements must be numbers, got a record of fields; save each field as its own array',
    );
  }
  const [, mark, code] = /^([<>|=]?)(.*)$/s.exec(descr[3]) as unknown as [string, string, string];
  const name = Object.hasOwn(TYPES, code) ? TYPES[code] : undefined;
  if (!name) throw sourceError(reading, `its elements must be real numbers, got ${show(descr[3])}; ${adviceOf(code)}`);
  const axes = shape[2]
    .split(',')
    .map(axis => axis.trim().replace(/L$/, ''))
    .filter(axis => axis !== '')
    .map(Number);
  if (axes.length > MAX_AXES || axes.some(n => !Number.isSafeInteger(n))) {
    throw sourceError(reading, `its shape must be of at most ${MAX_AXES} axes below 2^53, got ${show(shape[2])}`);
  }
  return {
    type: sampleType(name, mark !== '>'),
    fortran: order[2] === 'True',
    shape: axes,
    text: `${code === 'b1' ? 'bool' : name}${mark === '>' ? ', big-endian' : ''}`,
  };
}

function adviceOf(code: string): string {
  switch (code[0]) {
    case 'O':
      return 'objects are Python code and never run: save numbers, as with astype';
    case 'c':
      return 'save the real and the imaginary part as two channels';
    case 'M':
    case 'm':
      return 'save times as numbers, and give the sample rate as sampleRate';
    default:
      return 'save numbers, as with astype';
  }
}
