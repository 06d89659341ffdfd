import { FormatError } from '../errors.js';
import { blocksTouched, type QParams } from '../qparams.js';
import { checkParams } from '../checkParams.js';
import type { CborReader } from './cborReader.js';
import { BYTES, type CborWriter, TEXT, UINT } from './cborWriter.js';
import { readNumbers, writeNumbers } from './numberList.js';
import { DIGEST, isReferable, standardName, standardTable, type TableBook } from './wireTables.js';
import { encodeText } from './wireText.js';
import { WIRE_KEYS, WIRE_KINDS } from './wireFormat.js';

type Value = number | string | readonly number[];
type Fields = Readonly<Record<string, Value | undefined>>;

/** How a field of the parameters is sent. */
type Form = 'kind' | 'integer' | 'float' | 'text' | 'numbers';

const FORMS = {
  kind: 'kind',
  bits: 'integer',
  qmin: 'integer',
  qmax: 'integer',
  scale: 'numbers',
  zeroPoint: 'numbers',
  ditherSeed: 'integer',
  exponent: 'numbers',
  fractionBits: 'integer',
  law: 'text',
  constant: 'float',
  peak: 'numbers',
  levels: 'numbers',
  blockSize: 'integer',
  coder: 'text',
  constants: 'numbers',
  state: 'numbers',
} as const satisfies Partial<Record<keyof typeof WIRE_KEYS, Form>>;

/** Fields by key. */
const NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];
const KINDS = Object.keys(WIRE_KINDS) as QParams['kind'][];
const LAST_KEY = WIRE_KEYS.state;
const LONGEST_LIST = 2 ** 20;
const LONGEST_WORD = 32;

/** The fields of some parameters that are sent: all but those at their defaults. */
function sent(p: Fields): (keyof typeof FORMS)[] {
  const atDefault: Partial<Record<keyof typeof FORMS, boolean>> = {
    kind: p.kind === 'affine',
    bits: p.bits === 8,
    qmin: p.qmin === -(2 ** ((p.bits as number) - 1)),
    qmax: p.qmax === (p.qmin as number) + 2 ** (p.bits as number) - 1,
    zeroPoint: Array.isArray(p.zeroPoint) && p.zeroPoint.length === 1 && Object.is(p.zeroPoint[0], 0),
  };
  return NAMES.filter(name => p[name] !== undefined && !atDefault[name]);
}

/** The levels of parameters that have any. */
export function levelsIn(params: QParams): readonly number[] | undefined {
  return 'levels' in params ? params.levels : undefined;
}

/**
 * Writes parameters as entries of a map. A standard table goes by its name, any other by its digest where one is given.
 *
 * @param params as `checkParams` returns them
 * @returns the number of entries
 */
export function writeParams(writer: CborWriter, params: QParams, digest?: Uint8Array): number {
  const fields = params as unknown as Fields;
  const names = sent(fields);
  for (const name of names) {
    const value = fields[name] as Value;
    const form: Form = FORMS[name];
    writer.head(UINT, WIRE_KEYS[name]);
    if (form === 'kind') writer.head(UINT, WIRE_KINDS[params.kind]);
    else if (form === 'integer') writer.integer(value as number);
    else if (form === 'float') writer.float(value as number);
    else if (name === 'levels') writeLevels(writer, value as readonly number[], digest);
    else if (form === 'text') writer.text(encodeText('encodeWireFrame', name, value, LONGEST_WORD));
    else writeNumbers(writer, value as readonly number[]);
  }
  return names.length;
}

function writeLevels(writer: CborWriter, levels: readonly number[], digest: Uint8Array | undefined): void {
  const standard = standardName(levels);
  if (standard !== undefined) writer.text(encodeText('encodeWireFrame', 'levels', standard, LONGEST_WORD));
  else if (digest) writer.byteString(digest);
  else writeNumbers(writer, levels);
}

/** Whether the next key of a map is one of the parameters'. */
function atParams(reader: CborReader): boolean {
  return reader.bytes[reader.at] <= LAST_KEY;
}

/** Parameters, frozen, how many entries they took, and how their levels were named instead of listed. */
export interface ReadParams {
  readonly params: QParams;
  readonly entries: number;
  readonly named: 'standard' | 'reference' | undefined;
}

/**
 * Reads the entries of a map that make up the parameters.
 *
 * @param entries entries that the map still holds
 * @param tables tables read before, to which levels may refer; takes in what is read
 */
export function readParams(reader: CborReader, entries: number, channels: number, tables?: TableBook): ReadParams {
  let named: ReadParams['named'];
  const given: Record<string, Value> = { kind: 'affine', bits: 8 };
  const read: string[] = [];
  let last = -1;
  while (read.length < entries && atParams(reader)) {
    const key = reader.unsigned('key', LAST_KEY);
    if (key <= last) reader.fail(`keys must ascend, got ${key} after ${last}`);
    last = key;
    const name = NAMES[key];
    if (name === 'levels' && reader.peek() === TEXT) {
      given[name] = readStandard(reader);
      named = 'standard';
    } else if (name === 'levels' && reader.peek() === BYTES) {
      given[name] = readReference(reader, tables);
      named = 'reference';
    } else {
      given[name] = readField(reader, name);
    }
    read.push(name);
  }
  const bits = given.bits as number;
  if (bits < 1 || bits > 32) reader.fail(`bits must be in [1, 32], got ${bits},`);
  given.qmin ??= -(2 ** (bits - 1));
  given.qmax ??= (given.qmin as number) + 2 ** bits - 1;
  if (given.kind === 'affine' || given.kind === 'powerOfTwo') given.zeroPoint ??= [0];
  const params = checked(reader, given, channels);
  const names = sent(params as unknown as Fields);
  if (names.length !== read.length || names.some((name, k) => name !== read[k])) {
    reader.fail(`${params.kind} parameters must be sent as ${names.join(', ')}; got ${read.join(', ')};`);
  }
  const levels = levelsIn(params);
  if (levels && !named && standardName(levels) !== undefined) reader.fail('a standard table must be sent by its name');
  if (levels && tables && isReferable(levels)) tables.keep(levels, 0);
  return { params, entries: read.length, named };
}

function readStandard(reader: CborReader): readonly number[] {
  const name = reader.text('levels', LONGEST_WORD);
  return standardTable(name) ?? reader.fail(`levels must be a table that is known, got ${JSON.stringify(name)},`);
}

function readReference(reader: CborReader, tables: TableBook | undefined): readonly number[] {
  const length = reader.byteString('levels', DIGEST);
  if (length !== DIGEST) reader.fail(`the digest of levels must take ${DIGEST} bytes, got ${length}`);
  const found = tables?.find(reader.bytes.subarray(reader.at - DIGEST, reader.at));
  if (found) return found.levels;
  return reader.fail(
    tables
      ? 'levels refer to a table that has not come yet; it is sent again'
      : 'levels refer to a table of an earlier frame; read the stream with wireDecoder',
  );
}

function readField(reader: CborReader, name: keyof typeof FORMS): Value {
  const form: Form = FORMS[name];
  switch (form) {
    case 'kind':
      return KINDS[reader.unsigned(name, KINDS.length - 1)];
    case 'integer':
      return reader.integer(name, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case 'float':
      return reader.float(name);
    case 'text':
      return reader.text(name, LONGEST_WORD);
    case 'numbers':
      return readNumbers(reader, name, LONGEST_LIST);
  }
}

function checked(reader: CborReader, given: unknown, channels: number): QParams {
  try {
    return checkParams('wire frame', given, channels);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('format-wire', `${why}, before byte ${reader.at}`, { cause });
  }
}

/** Whether block scales are as many as the blocks that the frame touches. */
export function fitsBlocks(params: QParams, channels: number, start: number, length: number): boolean {
  if (params.kind !== 'blockScaled') return true;
  return params.scale.length === channels * blocksTouched(start, length, params.blockSize);
}
