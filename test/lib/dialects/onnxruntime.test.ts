import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { executor as executorOf } from '../executor.js';
import { type IntegerNetwork, type Layer, onnxruntime } from '../../../lib/network.js';
import { codes as codesOf } from '../ops/tfliteCases.js';
import { narrowOf, wideOf } from './exact.js';

const wanted = {
  use: 'dense',
  layer: 'y',
  scales: [0.5],
  bounds: [2 ** 30],
  zeroPoint: 3,
  low: -128,
  high: 127,
} as const;

/** A tensor of a recorded layer. */
interface Tensor {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly data: readonly number[];
}

/** A layer that ONNX Runtime computed; see the fixture's `source`. */
interface Recorded {
  readonly type: Layer['type'];
  readonly codes: keyof typeof arrays;
  readonly slope?: { readonly shape: readonly number[]; readonly data: readonly number[] };
  readonly inputs: readonly (Tensor & { readonly shape: readonly number[] })[];
  readonly output: Tensor;
}

const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array };

describe('onnxruntime', () => {
  it('goes by its name', () => {
    expect(onnxruntime.name).to.equal('onnxruntime');
  });

  it('rounds half to even, then adds the zero point and clamps', () => {
    const out = new Int8Array(4);
    narrowOf(onnxruntime, { ...wanted, scales: [0.5, 0.5, 0.5, 0.5], bounds: [9, 9, 9, 9] })(
      Int32Array.of(-3, -1, 1, 3),
      out,
      0,
    );
    expect([...out]).to.deep.equal([-2 + 3, 0 + 3, 0 + 3, 2 + 3]);
  });

  it('multiplies accumulators of int16 layers in double precision', () => {
    // beyond the 15 bits of a multiplier: 3 * 2^20 + 1 halves is a tie away from zero
    const code = new Int32Array(1);
    const limits = { zeroPoint: 0, low: -(2 ** 31), high: 2 ** 31 - 1 };
    wideOf(onnxruntime, { ...wanted, ...limits })(Float64Array.of(3 * 2 ** 20 + 1), code, 0);
    expect(code[0]).to.equal(1572865);
  });

  it('equals ONNX Runtime on layers between DequantizeLinear and QuantizeLinear: every recorded one', () => {
    const text = readFileSync(new URL('fixtures/onnxruntime.json', import.meta.url), 'utf8');
    const { cases } = JSON.parse(text) as { readonly cases: readonly Recorded[] };
    const compared: Record<string, number> = {};
    for (const { codes, inputs, output, slope, ...layer } of cases) {
      const params = ({ scale, zeroPoint }: Tensor) => codesOf(codes, scale, zeroPoint);
      const own = slope && { slope: { shape: slope.shape, data: Float32Array.from(slope.data) } };
      const network: IntegerNetwork = {
        name: 'one',
        arithmetic: 'integer',
        inputs: inputs.map((x, k) => ({ name: `x${k}`, shape: x.shape, params: params(x) })),
        layers: [
          // the fields of its own type, as recorded
          {
            ...layer,
            ...own,
            name: 'y',
            inputs: inputs.map((_, k) => `x${k}`),
            params: params(output),
          } as unknown as Layer,
        ],
        outputs: ['y'],
      };
      const out = new arrays[codes](output.data.length);
      executorOf(network, { dialect: onnxruntime }).run(
        inputs.map(x => arrays[codes].from(x.data)),
        [out],
      );
      expect([...out], `${layer.type} of ${codes}`).to.deep.equal(output.data);
      compared[codes] = (compared[codes] ?? 0) + out.length;
    }
    expect(cases).to.have.length(53);
    // int8 and uint8: 17 layers of 256 and a softmax of 128; int16: 17 layers of 64
    expect(compared).to.deep.equal({ int8: 4480, uint8: 4480, int16: 1088 });
  });
});
