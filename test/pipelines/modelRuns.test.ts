import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { from, lastValueFrom, pipe, toArray } from 'rxjs';
import { csv, readModel } from '../../datasets/index.js';
import { OptionRangeError } from '../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../lib/frame.js';
import { compile, type Compiled, tflite } from '../../lib/network.js';

import {
  dense,
  type FloatNetwork,
  flatten,
  type IntegerNetwork,
  type MixedNetwork,
  networkBuilder,
} from '../../lib/network.js';
import { normalize, through } from '../../operators/index.js';
import { modelRuns, type ModelRunsOptions } from '../../pipelines/index.js';
import { sharedData } from '../sharedData.js';

/** Two outputs for windows of 2 samples of 2 channels: their sum, and the first sample's second channel. */
function twoOutputs(): FloatNetwork {
  const b = networkBuilder({ name: 'two' });
  const x = b.add(flatten(), b.input('x', [2, 2]));
  const sum = b.add(dense({ units: 1, weights: [1, 1, 1, 1], name: 'sum' }), x);
  const second = b.add(dense({ units: 2, weights: [0, 1, 0, 0, 0, -1, 0, 0], name: 'second' }), x);
  return b.build([sum, second]);
}

/** Codes in and out, as they come: scale 1/2, zero point 3. */
const codes = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [3] } as const;
const same: IntegerNetwork = {
  name: 'same',
  arithmetic: 'integer',
  inputs: [{ name: 'x', shape: [1, 2, 1], params: codes }],
  layers: [{ type: 'flatten', name: 'y', inputs: ['x'], params: codes }],
  outputs: ['y'],
};

const float = (network: FloatNetwork): Compiled => compile(network);

function run(frames: readonly Frame[], options: ModelRunsOptions) {
  return lastValueFrom(from(frames).pipe(modelRuns(options), toArray()));
}

describe('modelRuns', () => {
  const info = streamInfo({ channels: 2, sampleRate: 4 });

  it('runs networks of several outputs on windows, at the times of their ends', async () => {
    // channel 0: 1 2 3 4, channel 1: 10 20 30 40
    const block = frame(Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40), { start: 0, info });
    const runs = await run([block], { compiled: float(twoOutputs()), hop: 1 });
    expect(runs).to.deep.equal([
      { index: 0, time: 0.5, outputs: [Float32Array.of(33), Float32Array.of(10, -10)] },
      { index: 1, time: 0.75, outputs: [Float32Array.of(55), Float32Array.of(20, -20)] },
      { index: 2, time: 1, outputs: [Float32Array.of(77), Float32Array.of(30, -30)] },
    ]);
    const apart = await run([block], { compiled: float(twoOutputs()) });
    expect(apart.map(r => [r.index, r.time, r.outputs[0][0]])).to.deep.equal([
      [0, 0.5, 33],
      [1, 1, 77],
    ]);
  });

  it('quantizes to the codes of the input, ties away from zero, and counts what they clip', async () => {
    const mono = streamInfo({ channels: 1 });
    // in steps of 1/2: 0.25 and -0.25 are ties, 80 and -80 lie beyond (127 - 3) / 2 = 62 and (-128 - 3) / 2
    const block = frame(Float32Array.of(0.25, -0.25, 2, -2, 80, -80), { start: 0, info: mono });
    const clipped: number[] = [];
    const runs = await run([block], {
      compiled: compile(same),
      onClipped: n => clipped.push(n),
    });
    expect(runs).to.deep.equal([
      { index: 0, outputs: [Int8Array.of(4, 2)] },
      { index: 1, outputs: [Int8Array.of(7, -1)] },
      { index: 2, outputs: [Int8Array.of(127, -128)] },
    ]);
    expect(clipped).to.deep.equal([2]);
  });

  it('gives inputs of codes and of real numbers what each takes, whatever the stream holds', async () => {
    const x = { name: 'x', shape: [2, 1], params: codes };
    const age = { name: 'age', shape: [1] };
    const network: MixedNetwork = {
      name: 'mixed',
      arithmetic: 'mixed',
      inputs: [x, age],
      layers: [
        { type: 'flatten', name: 'y', inputs: ['x'], params: codes },
        { type: 'flatten', name: 'z', inputs: ['age'] },
      ],
      outputs: ['y', 'z'],
    };
    const block = frame(Float32Array.of(30, 40, 1, 2), { start: 0, info });
    const runs = await run([block], { compiled: compile(network), inputs: { x: [1], age: [0] } });
    expect(runs.map(r => r.outputs)).to.deep.equal([[Int8Array.of(5, 7), Float32Array.of(40)]]);
  });

  it('skips windows that would contain a gap', async () => {
    const frames = [0, 2, 5, 8].map(start => frame(Float32Array.of(1, 2, 3, 4), { start, info }));
    const runs = await run(frames, { compiled: float(twoOutputs()) });
    expect(runs.map(r => r.index)).to.deep.equal([0, 1, 4]);
  });

  it('refuses wrong options at the call', () => {
    const compiled = float(twoOutputs());
    expect(() => modelRuns({ compiled, hop: 0 })).to.throw(OptionRangeError, 'hop');
  });

  it('gives the codes of TensorFlow Lite for the 1,748 windows of st_har_int8, from its CSV files', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network } = await readModel(join(data, 'models/st_har_int8.tflite'));
    const compiled = compile(network, { dialect: tflite, taps: 'all' });
    const codesOf = (file: string) => new Int8Array(readFileSync(join(data, 'oracle/st_har_int8', file)));
    const [inputs, outputs] = [codesOf('inputs.bin'), codesOf('outputs.bin')];
    const recordings = join(data, 'signals/accel/st_har');
    let windows = 0;
    for (const file of readdirSync(recordings).sort()) {
      const source = csv(join(recordings, file), { sampleRate: 26 });
      for await (const { outputs: got } of through(source, pipe(normalize({ std: 4000 }), modelRuns({ compiled })))) {
        expect([...got[0]], `${file}, window ${windows}`).to.deep.equal([
          ...outputs.subarray(3 * windows, ++windows * 3),
        ]);
      }
      const last = compiled.tap(compiled.inputs[0].name);
      expect([...last], file).to.deep.equal([...inputs.subarray(78 * (windows - 1), 78 * windows)]);
    }
    expect(windows).to.equal(1748);
  }).timeout(60_000);
});
