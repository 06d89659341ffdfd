import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, recordFile, records } from '../../../datasets/index.js';
import { holdsRecords } from '../../../datasets/records/recordFile.js';
import type { TensorInfo, Values } from '../../../lib/network.js';
import { random } from '../../../lib/random.js';
import { sharedData } from '../../sharedData.js';
import { testFolder } from '../testModel.js';

const params = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [3] } as const;
const coded: TensorInfo[] = [{ name: 'x', shape: [1, 8], params }];
const real: TensorInfo[] = [{ name: 'x', shape: [1, 8] }];

async function all(...args: Parameters<typeof records>): Promise<(readonly Values[])[]> {
  const read = [];
  for await (const record of records(...args)) read.push(record);
  return read;
}

async function failure(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(Error);
  return (error as Error).message;
}

describe('recordFile', () => {
  const folder = testFolder();
  const write = (name: string, content: Uint8Array): string => {
    const path = join(folder(), name);
    writeFileSync(path, content);
    return path;
  };
  const bytesOf = (values: Values) => new Uint8Array(values.buffer);
  const normal = (count: number, scale = 1, seed = 1) => {
    const generator = random(seed);
    return Float32Array.from({ length: count }, () => scale * generator.normal());
  };
  /** An array of NumPy, version 1. */
  const npy = (descr: string, shape: string, data: Uint8Array, fortran = 'False') => {
    const head = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
    const padded = head.padEnd(128 - 10 - 1) + '\n';
    return Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([padded.length, 0]),
      Buffer.from(padded),
      data,
    ]);
  };

  it('tells type, bytes a record, count and rest, as the model takes them or as stated', async () => {
    const codes = write(
      'codes.bin',
      Uint8Array.from({ length: 8 * 5 + 3 }, (_, k) => (k * 37) % 256),
    );
    expect(await recordFile(codes, coded)).to.deep.equal({
      type: 'int8',
      typeFrom: 'model',
      bytes: 8,
      count: 5,
      rest: 3,
      begin: 0,
    });
    const floats = write('floats.bin', bytesOf(normal(8 * 4)));
    expect(await recordFile(floats, real)).to.include({
      type: 'float32',
      typeFrom: 'model',
      bytes: 32,
      count: 4,
      rest: 0,
    });
    expect(await recordFile(floats, coded, { type: 'float32' })).to.include({
      typeFrom: 'option',
      bytes: 32,
      count: 4,
    });
  });

  it('refuses a float file for codes, and codes for real numbers, unless it is stated', async () => {
    const floats = write('floats.bin', bytesOf(normal(8 * 40)));
    expect(await failure(all(floats, coded))).to.include(
      'looks like float32 (40 records of 32 bytes), the model takes int8 (160 records of 8 bytes); say which by the option type',
    );
    expect(await all(floats, coded, { type: 'int8' })).to.have.length(160);
    const generator = random(2);
    const codes = write(
      'codes.bin',
      Uint8Array.from({ length: 8 * 40 }, () => generator.bits() & 255),
    );
    expect(await failure(all(codes, real))).to.include('does not look like float32, which the model takes');
    expect(await all(codes, real, { type: 'float32' })).to.have.length(10);
  });

  it('takes codes of any distribution for codes: normal ones, constants, ramps, zeros', async () => {
    const cases: ((k: number) => number)[] = [() => 0, () => 63, k => k % 256, k => (k % 2 ? 60 : 66)];
    const values = normal(400);
    for (const spread of [1, 5, 20, 40]) cases.push(k => Math.floor(spread * values[k] + 0.5) & 255);
    for (const code of cases) {
      const path = write(
        'codes.bin',
        Uint8Array.from({ length: 400 }, (_, k) => code(k)),
      );
      expect((await recordFile(path, coded)).count).to.equal(50);
    }
  });

  it('finds floats of many scales', async () => {
    for (const scale of [1e-4, 1, 30, 4000, 1e6]) {
      expect(await failure(recordFile(write('f.bin', bytesOf(normal(64, scale))), coded))).to.include(
        'looks like float32',
      );
      expect((await recordFile(write('f.bin', bytesOf(normal(64, scale))), real)).count).to.equal(8);
    }
  });

  it('quantizes float32 to the codes of an input, ties away from zero', async () => {
    const path = write('floats.bin', bytesOf(Float32Array.of(0, 0.25, -0.25, 0.75, 1, -1, 1e6, -1e6)));
    // in steps of 1/2 about 3: 0.5, -0.5 and 1.5 steps are ties
    expect(await all(path, coded, { type: 'float32' })).to.deep.equal([[Int8Array.of(3, 4, 2, 5, 5, 1, 127, -128)]]);
  });

  it('believes the header of an array', async () => {
    const values = normal(8 * 3);
    const floats = write('x.npy', npy('<f4', '(3, 1, 8)', bytesOf(values)));
    expect(await recordFile(floats, coded)).to.deep.equal({
      type: 'float32',
      typeFrom: 'file',
      bytes: 32,
      count: 3,
      rest: 0,
      begin: 128,
    });
    expect((await all(floats, real)).flatMap(([x]) => [...x])).to.deep.equal([...values]);
    const codes = write(
      'q.npy',
      npy(
        '|i1',
        '(2, 8)',
        Uint8Array.from({ length: 16 }, (_, k) => k),
      ),
    );
    expect((await all(codes, coded)).flatMap(([x]) => [...x])).to.deep.equal(Array.from({ length: 16 }, (_, k) => k));
    expect(await failure(recordFile(codes, real))).to.include(
      'elements must be float32, as the model takes it, or float32, got int8',
    );
    expect(await failure(recordFile(write('d.npy', npy('<f8', '(1, 8)', new Uint8Array(64))), coded))).to.include(
      'got float64',
    );
    expect(await failure(recordFile(write('s.npy', npy('<f4', '(2, 9)', new Uint8Array(72))), coded))).to.include(
      'must hold records of 8 elements, got shape (2, 9)',
    );
  });

  it('knows an array of windows from an array of samples', async () => {
    const array = (shape: string, count: number) => write('x.npy', npy('<f4', shape, new Uint8Array(4 * count)));
    const window: TensorInfo[] = [{ name: 'x', shape: [1, 4, 2] }];
    expect(await holdsRecords(array('(3, 4, 2)', 24), window)).to.equal(true);
    expect(await holdsRecords(array('(100, 2)', 200), window)).to.equal(false);
    expect(await holdsRecords(array('(100,)', 100), window)).to.equal(false);
    expect(await holdsRecords('x.bin', window)).to.equal(true);
    expect(await holdsRecords('x.csv', window)).to.equal(false);
  });

  it('takes the 40 windows of ad01 for 40, not for 160', async function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const { network } = await readModel(join(data, 'models/ad01_int8.tflite'));
    const windows = join(data, 'models/ad01_real_input_40x640_f32.bin');
    expect(await failure(recordFile(windows, network.inputs))).to.include(
      'looks like float32 (40 records of 2560 bytes)',
    );
    expect(await all(windows, network.inputs, { type: 'float32' })).to.have.length(40);
    for (const name of [
      'ad01_int8',
      'kws_ref_model_int8',
      'resnet8_int8',
      'st_har_int8',
      'micro_speech_quantized',
      'mww_v2_okay_nabu',
    ]) {
      const model = await readModel(join(data, `models/${name}.tflite`));
      const { rest } = await recordFile(join(data, `oracle/${name}/inputs.bin`), model.network.inputs);
      expect(rest, name).to.equal(0); // codes are taken for codes
    }
  });
});
