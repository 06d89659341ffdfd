import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { xnnpack, tflite, tflm } from '../../../../lib/network.js';
import type { Lstm, Tensor } from '../../../../lib/network.js';
import type { AffineParams } from '../../../../lib/qparams.js';
import { oneLayer } from '../network.js';

/** A layer that TensorFlow Lite ran several times, its state carried; the file says which version. */
interface Recorded {
  readonly cellPower: number;
  readonly cellClip: number;
  readonly shape: readonly [batch: number, time: number, size: number];
  readonly units: number;
  readonly input: readonly [scale: number, zeroPoint: number];
  readonly output: readonly [scale: number, zeroPoint: number];
  readonly weights: readonly (readonly number[])[];
  readonly weightScales: readonly number[];
  readonly recurrent: readonly (readonly number[])[];
  readonly recurrentScales: readonly number[];
  readonly bias: readonly (readonly number[])[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/integer/lstmTflite.json', import.meta.url), 'utf8')) as {
  cases: readonly Recorded[];
};

function params(bits: 8 | 16, scale: number, zeroPoint = 0): AffineParams {
  const half = 2 ** (bits - 1);
  return { kind: 'affine', bits, qmin: -half, qmax: half - 1, scale: [scale], zeroPoint: [zeroPoint] };
}

function network(recorded: Recorded, cellScale = 2 ** recorded.cellPower) {
  const { shape, units, cellClip } = recorded;
  const gates = (make: (gate: number) => Tensor) => [make(0), make(1), make(2), make(3)] as const;
  const matrix = (codes: readonly number[], columns: number, scale: number) => {
    return { shape: [units, columns], data: Int8Array.from(codes), params: params(8, scale) };
  };
  const layer = {
    type: 'lstm',
    params: params(8, ...recorded.output),
    weights: gates(g => matrix(recorded.weights[g], shape[2], recorded.weightScales[g])),
    recurrent: gates(g => matrix(recorded.recurrent[g], units, recorded.recurrentScales[g])),
    bias: gates(g => ({ shape: [units], data: Int32Array.from(recorded.bias[g]) })),
    cellClip,
    cellParams: params(16, cellScale),
    output: 'hidden',
    reverse: false,
    carry: true,
  } satisfies Omit<Lstm, 'name' | 'inputs'>;
  return oneLayer(shape, params(8, ...recorded.input), layer);
}

function outputs(recorded: Recorded, dialect: typeof tflite): number[][] {
  const executor = executorOf(network(recorded), { dialect });
  return recorded.inputs.map(x => {
    const out = new Int8Array(recorded.outputs[0].length);
    executor.run(Int8Array.from(x), out);
    return [...out];
  });
}

describe('lstm in the dialect tflite', () => {
  it('equals TensorFlow Lite for every scale of the cell that it takes', () => {
    for (const recorded of cases) {
      for (const dialect of [tflite, xnnpack]) {
        const what = `${dialect.name}, cell 2^${recorded.cellPower}`;
        expect(outputs(recorded, dialect), what).to.deep.equal(recorded.outputs);
      }
    }
    expect(cases.map(c => c.cellPower)).to.deep.equal([-9, -10, -11, -12, -13, -14, -15]);
  });

  it('differs from TensorFlow Lite Micro', () => {
    expect(cases.flatMap(c => outputs(c, tflm))).not.to.deep.equal(cases.flatMap(c => c.outputs));
  });

  it('refuses other scales of the cell', () => {
    for (const scale of [2 ** -8, 2 ** -16, 0.75 * 2 ** -11]) {
      expect(() => executorOf(network(cases[0], scale), { dialect: tflite })).to.throw(
        Error,
        `layer "y": the scale of cellParams must be a power of two in [2^-15, 2^-9], got ${scale}`,
      );
    }
  });
});
