import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { records } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import type { TensorInfo, Values } from '../../lib/network.js';
import type { AffineParams } from '../../lib/qparams.js';
import { testFolder } from './testModel.js';

const codes = (qmin: number, qmax: number): AffineParams => ({
  kind: 'affine',
  bits: 16,
  qmin,
  qmax,
  scale: [1],
  zeroPoint: [0],
});

async function all(path: string, inputs: readonly TensorInfo[]): Promise<(readonly Values[])[]> {
  const read = [];
  for await (const record of records(path, inputs)) read.push(record);
  return read;
}

async function failure(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(FormatError);
  return (error as Error).message;
}

describe('records', () => {
  const folder = testFolder();
  const write = (bytes: ArrayLike<number>): string => {
    const path = join(folder(), 'records.bin');
    writeFileSync(path, Uint8Array.from(bytes));
    return path;
  };

  it('reads the inputs of each run in their types, little-endian', async () => {
    const inputs: TensorInfo[] = [
      { name: 'a', shape: [1], params: codes(-128, 127) },
      { name: 'b', shape: [1, 2], params: codes(-32768, 32767) },
      { name: 'c', shape: [1] },
      { name: 'd', shape: [1], params: codes(0, 255) },
    ];
    // 1.5 is 0x3fc00000 in IEEE 754, -2 0xc0000000
    const first = [0xff, 0x01, 0x80, 0xfe, 0xff, 0x00, 0x00, 0xc0, 0x3f, 0xff];
    const second = [0x7f, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x00];
    expect(await all(write([...first, ...second]), inputs)).to.deep.equal([
      [Int8Array.of(-1), Int16Array.of(-32767, -2), Float32Array.of(1.5), Uint8Array.of(255)],
      [Int8Array.of(127), Int16Array.of(256, 0), Float32Array.of(-2), Uint8Array.of(0)],
    ]);
  });

  it('reads files that are longer than a chunk, in records that do not divide it, and empty ones', async () => {
    const inputs: TensorInfo[] = [{ name: 'x', shape: [1000], params: codes(0, 255) }];
    const bytes = Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251);
    const read = await all(write(bytes), inputs);
    expect(read.flatMap(([x]) => [...x])).to.deep.equal(bytes);
    expect(read).to.have.length(200);
    expect(await all(write([]), inputs)).to.deep.equal([]);
    // exactly one chunk of 65 records
    expect(await all(write(bytes.slice(0, 65_000)), inputs)).to.have.length(65);
  });

  it('refuses a part of a record, codes that the params do not have, and no file', async () => {
    const inputs: TensorInfo[] = [{ name: 'x', shape: [2], params: codes(-127, 127) }];
    expect(await failure(all(write([1, 2, 3]), inputs))).to.include('must hold whole records of 2 bytes, got 3 bytes');
    expect(await failure(all(write([1, 2, 3, 0x80]), inputs))).to.include(
      'codes of "x" must lie in [-127, 127], got -128 in record 1',
    );
    expect(await failure(all(join(folder(), 'none.bin'), inputs))).to.include('must be a file that can be read');
  });
});
