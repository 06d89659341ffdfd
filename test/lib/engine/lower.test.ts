import { expect } from 'chai';
import { compilePlan } from '../../../lib/engine/compile.js';
import { lower, onnxruntime, tflite, tflm, xnnpack } from '../../../lib/network.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { random } from '../../../lib/random.js';
import { codeCases } from '../formats/codeCases.js';
import { codesIn, INT4, INT8 } from '../ops/exactLayer.js';
import { oneLayer } from '../ops/network.js';

const SEED = 17;
const kernels = ['dense', 'convolution', 'depthwise', 'transposedConvolution', 'matMul', 'lstm', 'svdf'];

/** Bytes of all typed arrays in plain data. */
function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesIn(part), 0);
}

describe('lower', () => {
  it('gives calls whose constants are data: a clone of the plan computes the same bytes', () => {
    const { bits } = random(SEED);
    const seen = new Set<string>();
    for (const dialect of [tflm, tflite, xnnpack, onnxruntime]) {
      for (const [title, network] of codeCases) {
        const plan = lower(network, { dialect });
        const own = plan.calls.map(({ kernel }) => kernel).filter(kernel => kernels.includes(kernel));
        if (own.length === 0) continue;
        own.forEach(kernel => seen.add(kernel));
        const [first, second] = [plan, structuredClone(plan)].map(each => {
          const compiled = compilePlan(each);
          return { compiled, state: compiled.newState() };
        });
        const arrays = (ports: typeof first.compiled.inputs) =>
          ports.map(({ params, shape }) => allocate(params, elementsOf(shape)));
        for (let run = 0; run < 3; run++) {
          const inputs = arrays(first.compiled.inputs).map(data => data.map(() => bits()));
          const [wanted, got] = [first, second].map(({ compiled, state }) => {
            const outputs = arrays(compiled.outputs);
            compiled.run(state, inputs, outputs);
            return outputs;
          });
          expect(got, `${title}, ${dialect.name}, seed ${SEED}`).to.deep.equal(wanted);
        }
      }
    }
    expect([...seen].sort()).to.deep.equal([...kernels].sort());
  });

  it('keeps 4-bit weights packed: constants are about as large as the weights', () => {
    const [filters, taps] = [16, 3 * 3 * 32];
    const network = oneLayer([8, 8, 32], codesIn(INT8, [0.5], [0]), {
      type: 'conv2d',
      params: codesIn(INT8, [8], [0]),
      weights: {
        shape: [filters, 3, 3, 32],
        data: new Int8Array(filters * taps).map((_, i) => (i % 16) - 8),
        params: codesIn(INT4, [0.5], [0]),
      },
      bias: { shape: [filters], data: new Int32Array(filters) },
      stride: [1, 1],
      dilation: [1, 1],
      padding: 'same',
      groups: 1,
      activation: 'none',
    });
    const [{ constants }] = lower(network).calls;
    // half a byte a weight, 4 a bias, one multiplier and one shift for all
    expect(bytesIn(constants)).to.equal((filters * taps) / 2 + 4 * filters + 8);
  });

  it('names the sum that could leave its width', () => {
    const network = oneLayer([1], codesIn(INT8, [0.5], [0]), {
      type: 'dense',
      params: codesIn(INT8, [1], [0]),
      weights: { shape: [1, 1], data: Int8Array.of(1), params: codesIn(INT8, [0.5], [0]) },
      bias: { shape: [1], data: Int32Array.of(2 ** 31 - 127) },
      activation: 'none',
    });
    expect(() => lower(network)).to.throw(
      'layer "y": the accumulator of output channel 0 must fit int32, got a worst case of [2147483393, 2147483648]',
    );
  });

  it('refuses taps that no tensor is named by', () => {
    const network = oneLayer([1], codesIn(INT8, [1], [0]), { type: 'relu', params: codesIn(INT8, [1], [0]) });
    expect(() => lower(network, { taps: ['z'] })).to.throw(RangeError, 'taps: no tensor is named "z"');
  });
});
