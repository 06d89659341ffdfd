import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { FormatError, OptionRangeError } from '../../../../lib/errors.js';
import { exportOnnx } from '../../../../lib/formats/onnx/exportOnnx.js';
import { importOnnx } from '../../../../lib/formats/onnx/importOnnx.js';
import { type OnnxGraph, readModel } from '../../../../lib/formats/onnx/reading/model.js';
import { xnnpack, tflm } from '../../../../lib/network.js';
import {
  type AnyNetwork,
  averagePool1d,
  conv1d,
  dense,
  flatten,
  type IntegerNetwork,
  type Layer,
  maxPool1d,
  sequential,
  softmax,
  type Tensor,
} from '../../../../lib/network.js';
import { isWeighted } from '../../../../lib/graph/tensor.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import type { AffineParams } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { layerCases, SEED } from '../layerCases.js';

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const graphOf = (network: AnyNetwork, options = {}): OnnxGraph => readModel(exportOnnx(network, options)).graph;

const opsOf = (network: AnyNetwork, options = {}) => graphOf(network, options).nodes.map(node => node.op);

/** All outputs of a float network, one behind the other. */
function outputsOf(network: AnyNetwork, inputs: readonly Float32Array[]): number[] {
  const executor = executorOf(network);
  const outs = executor.outputs.map(({ shape }) => new Float32Array(size(shape)));
  executor.run(inputs, outs);
  return outs.flatMap(out => [...out]);
}

const float = sequential({
  name: 'small',
  input: [24, 2],
  seed: SEED,
  layers: [
    conv1d({ filters: 4, kernel: 5, padding: 'same', activation: 'relu' }),
    maxPool1d({ size: 2 }),
    conv1d({ filters: 6, kernel: 3, stride: 2, activation: 'relu6' }),
    averagePool1d({ size: 2 }),
    flatten(),
    dense({ units: 5, activation: 'none', name: 'logits' }),
    softmax({ name: 'classes' }),
  ],
});

function quantized(): IntegerNetwork {
  const { normal } = random(SEED);
  const ranges = activationRanges(float);
  for (let k = 0; k < 20; k++) ranges.push(Float32Array.from({ length: 48 }, normal));
  return quantizeNetwork(float, ranges.value());
}

const int8 = (scale: number, zeroPoint: number): AffineParams => ({
  kind: 'affine',
  bits: 8,
  qmin: -128,
  qmax: 127,
  scale: [scale],
  zeroPoint: [zeroPoint],
});

/** One layer of codes from `x` to `y`. */
function coded(shape: readonly number[], from: AffineParams, to: AffineParams, layer: object): IntegerNetwork {
  return {
    name: 'one',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape, params: from }],
    layers: [{ name: 'y', inputs: ['x'], params: to, ...layer } as unknown as Layer],
    outputs: ['y'],
  };
}

describe('exportOnnx: float networks', () => {
  for (const [name, network] of Object.entries(layerCases)) {
    if (network.variables) continue;
    it(`come back from the importer with the same outputs: ${name}`, () => {
      const { normal } = random(SEED + 1);
      const inputs = network.inputs.map(({ shape }) => Float32Array.from({ length: size(shape) }, normal));
      const back = importOnnx(exportOnnx(network));
      expect(back.arithmetic).to.equal('float32');
      expect(back.inputs.map(i => [i.name, i.shape])).to.deep.equal(network.inputs.map(i => [i.name, i.shape]));
      expect(back.outputs).to.deep.equal(network.outputs);
      const [wanted, got] = [outputsOf(network, inputs), outputsOf(back, inputs)];
      expect(got.length).to.equal(wanted.length);
      wanted.forEach((y, k) => {
        if (!Object.is(y, got[k]))
          expect(Math.abs(got[k] - y), `seed ${SEED}, entry ${k}`).to.be.most(1e-6 * Math.max(1, Math.abs(y)));
      });
    });
  }

  it('have convolutions channels-first, with one transposition in and one out', () => {
    // Conv of ONNX takes (N, C, L) and weights (M, C / group, k)
    const { nodes, initializers, inputs } = graphOf(float);
    expect(inputs[0].dims).to.deep.equal([24, 2]);
    expect(nodes.map(node => node.op)).to.deep.equal(
      'Reshape Transpose Conv Relu MaxPool Conv Clip AveragePool Transpose Reshape Gemm Softmax Reshape'.split(' '),
    );
    expect(initializers.get(nodes[2].inputs[1])?.dims).to.deep.equal([4, 2, 5]);
  });

  it('have no transpositions where the network undoes them', () => {
    expect(opsOf(layerCases['transposes around a convolution'])).to.deep.equal(['Conv']);
  });

  it('choose the lowest operator set: 13, 14 for hardSwish, 17 for layerNormalization, 20 for gelu', () => {
    // onnx.ai/onnx/operators, "since version" of HardSwish, LayerNormalization and Gelu
    const opset = (name: string) => readModel(exportOnnx(layerCases[name])).opsets.get('');
    expect(['softmax', 'hardSwish', 'layerNormalization', 'gelu'].map(opset)).to.deep.equal([13, 14, 17, 20]);
  });

  it('hand variables on as NAME_in and NAME_out', () => {
    const model = readModel(exportOnnx(layerCases['variables that hand on sums']));
    expect(model.graph.inputs.map(i => i.name)).to.deep.equal(['x', 'sum_in']);
    expect(model.graph.outputs.map(o => o.name)).to.deep.equal(['0', 'sum_out']);
    const states = [{ input: 'sum_in', output: 'sum_out', initial: 0 }];
    expect(JSON.parse(model.properties.get('bitstair.states') ?? '')).to.deep.equal(states);
  });

  it('are read back with the variables they had', () => {
    const given = layerCases['variables that hand on sums'];
    const back = importOnnx(exportOnnx(given));
    expect(back.inputs.map(i => i.name)).to.deep.equal(['x']);
    expect(back.outputs).to.deep.equal(['0']);
    expect(back.variables).to.deep.equal([{ name: 'sum_in', shape: [4], next: 'sum_out' }]);
    const initial = { shape: [4], data: Float32Array.of(1, 2, 3, 5) };
    const [variable] = given.variables ?? [];
    const begun = importOnnx(exportOnnx({ ...given, variables: [{ ...variable, initial }] }));
    expect(begun.variables?.[0].initial).to.deep.equal(initial);
  });

  it('may hand one tensor out twice', () => {
    const network: AnyNetwork = {
      ...layerCases.reshape,
      layers: [
        { type: 'abs', name: 'a', inputs: ['x'] },
        { type: 'reshape', name: 'b', inputs: ['a'], shape: [2, 6] },
        { type: 'reshape', name: 'c', inputs: ['x'], shape: [2, 6] },
      ],
      outputs: ['a', 'b', 'c'],
    };
    const x = Float32Array.from({ length: 12 }, (_, i) => i - 6);
    const back = importOnnx(exportOnnx(network));
    expect(back.outputs).to.deep.equal(['a', 'b', 'c']);
    expect(outputsOf(back, [x])).to.deep.equal([...x.map(Math.abs), ...x.map(Math.abs), ...x]);
  });
});

describe('exportOnnx: integer networks', () => {
  it('come back as integer networks with the same params and codes, and compute the same, code for code', () => {
    const network = quantized();
    const back = importOnnx(exportOnnx(network, { io: 'codes' }));
    expect(back.arithmetic).to.equal('integer');
    expect(back.inputs[0].params).to.deep.equal(network.inputs[0].params);
    const named = new Map(back.layers.map(layer => [layer.name, layer]));
    for (const layer of network.layers.filter(isWeighted)) {
      const other = named.get(layer.name);
      if (!other || !isWeighted(other)) throw new Error(`no layer of weights ${layer.name}`);
      expect(other.params, layer.name).to.deep.equal(layer.params);
      expect([...other.weights.data], layer.name).to.deep.equal([...layer.weights.data]);
      expect(other.weights.params?.scale, layer.name).to.deep.equal(layer.weights.params?.scale);
      expect([...other.bias.data], layer.name).to.deep.equal([...layer.bias.data]);
    }
    const { bits } = random(SEED + 2);
    for (const dialect of [tflm, xnnpack]) {
      const [a, b] = [executorOf(network, { dialect }), executorOf(back, { dialect })];
      const [x, y, z] = [new Int8Array(48), new Int8Array(5), new Int8Array(5)];
      for (let k = 0; k < 50; k++) {
        for (let i = 0; i < x.length; i++) x[i] = bits();
        a.run(x, y);
        b.run(x, z);
        expect([...z], `seed ${SEED + 2}, window ${k}, ${dialect.name}`).to.deep.equal([...y]);
      }
    }
  });

  it('take and give real numbers by default, quantized at the entrance and dequantized at the exit', () => {
    const { nodes, inputs } = graphOf(quantized());
    expect(inputs[0].type).to.equal(1); // TensorProto.FLOAT
    expect(nodes.slice(0, 4).map(node => node.op)).to.deep.equal([
      'Reshape',
      'Transpose',
      'QuantizeLinear',
      'DequantizeLinear',
    ]);
    expect(nodes.at(-1)?.outputs).to.deep.equal(['classes']);
    expect(importOnnx(exportOnnx(quantized())).arithmetic).to.equal('mixed');
  });

  it('stand each operator between DequantizeLinear and QuantizeLinear', () => {
    const network = coded([1, 2], int8(0.5, 3), int8(0.25, -7), {
      type: 'dense',
      weights: { shape: [1, 2], data: Int8Array.of(-5, 9), params: { ...int8(1, 0), scale: [0.125] } },
      bias: { shape: [1], data: Int32Array.of(1000) },
      activation: 'none',
    });
    const { nodes, initializers, inputs } = graphOf(network, { io: 'codes' });
    expect(inputs[0].type).to.equal(3); // TensorProto.INT8
    expect(nodes.map(node => node.op)).to.deep.equal([
      'DequantizeLinear',
      'DequantizeLinear',
      'DequantizeLinear',
      'Gemm',
      'QuantizeLinear',
    ]);
    const bytes = (name: string) => initializers.get(name)?.raw ?? new Uint8Array();
    const bias = nodes.find(node => node.inputs[0] === 'y/bias');
    const scale = bytes(bias?.inputs[1] ?? '').slice().buffer;
    expect([...new Float32Array(scale)]).to.deep.equal([0.5 * 0.125]); // QDQ: input scale * weight scale
    expect(bias?.inputs).to.have.length(2); // int32 codes have no zero point
    expect([...new Int8Array(bytes('y/weights'))]).to.deep.equal([-5, 9]);
  });

  it('bring the step of a bias to input scale * weight scale where it is a rounding beside it, and no further', () => {
    const product = Math.fround(Math.fround(0.1) * Math.fround(0.3));
    const stepFor = (scale: number): number | undefined => {
      const layer = {
        type: 'dense',
        weights: { shape: [1, 2], data: Int8Array.of(-5, 9), params: int8(Math.fround(0.3), 0) },
        bias: {
          shape: [1],
          data: Int32Array.of(7),
          params: { ...int8(scale, 0), bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 },
        },
        activation: 'none',
      };
      const { initializers } = graphOf(coded([1, 2], int8(Math.fround(0.1), 3), int8(1, 0), layer));
      const raw = initializers.get('y/bias/scale')?.raw;
      return raw && new Float32Array(raw.slice().buffer)[0];
    };
    const beside = Math.fround(product * (1 + 2 ** -23)); // the next float32
    expect([beside === product, stepFor(beside)]).to.deep.equal([false, product]);
    expect(stepFor(2 * product)).to.equal(2 * product);
  });

  it('leave a relu out where the saturation of the codes does it, and write it where it does not', () => {
    const sum = (to: AffineParams, activation: string): string[] => {
      const network: IntegerNetwork = {
        name: 'sum',
        arithmetic: 'integer',
        inputs: [{ name: 'x', shape: [4], params: int8(1, 0) }],
        layers: [{ type: 'add', name: 'y', inputs: ['x', 'x'], params: to, activation } as Layer],
        outputs: ['y'],
      };
      return opsOf(network).filter(op => op === 'Relu' || op === 'Clip');
    };
    expect(sum(int8(1, -128), 'relu')).to.deep.equal([]); // codes from 0 on
    expect(sum(int8(1, -127), 'relu')).to.deep.equal(['Relu']); // -1, too
    expect(sum(int8(1 / 64, -128), 'relu6')).to.deep.equal([]); // up to 255 / 64
    expect(sum(int8(1 / 32, -128), 'relu6')).to.deep.equal(['Clip']); // up to 7.97
    expect(sum(int8(1 / 128, 0), 'relu1')).to.deep.equal([]); // -1 to 127 / 128
  });

  it('limit real numbers to the codes where the type has more of them', () => {
    const narrow: AffineParams = { ...int8(0.5, 2), bits: 4, qmin: -8, qmax: 7 };
    const { nodes, initializers } = graphOf(coded([2], narrow, narrow, { type: 'reshape', shape: [2, 1] }));
    expect(nodes.map(node => node.op)).to.deep.equal(['Reshape', 'Clip', 'QuantizeLinear', 'DequantizeLinear']);
    const number = (name: string) =>
      new Float32Array(initializers.get(name)?.raw?.slice().buffer ?? new ArrayBuffer(0))[0];
    expect(nodes[1].inputs.slice(1).map(number)).to.deep.equal([0.5 * (-8 - 2), 0.5 * (7 - 2)]);
  });

  it('pack weights of 4 bits two to a byte, the first in the low half, and codes of 16 bits in operator set 21', () => {
    const wide: AffineParams = { ...int8(0.5, 0), bits: 16, qmin: -32768, qmax: 32767 };
    const weights: Tensor = {
      shape: [1, 3],
      data: Int8Array.of(1, -2, 3),
      params: { ...int8(1, 0), bits: 4, qmin: -8, qmax: 7 },
    };
    const bias = { shape: [1], data: Float64Array.of(2 ** 40) };
    const bytes = exportOnnx(coded([3], wide, wide, { type: 'dense', weights, bias, activation: 'none' }));
    const { opsets, graph } = readModel(bytes);
    expect(opsets.get('')).to.equal(21); // int4 and int16 of QuantizeLinear
    const packed = graph.initializers.get('y/weights');
    expect(packed?.type).to.equal(22); // TensorProto.INT4
    expect([...(packed?.raw ?? [])]).to.deep.equal([0xe1, 0x03]);
    // a bias beyond int32 goes as the real number, 2^40 * 0.5 * 1
    const real = graph.initializers.get('y/bias');
    expect([...new Float32Array(real?.raw?.slice().buffer ?? new ArrayBuffer(0))]).to.deep.equal([2 ** 39]);
  });
});

describe('exportOnnx: what it refuses, and names', () => {
  it('lists all layers that ONNX has no operator for in one error', () => {
    const base = layerCases['lstm of two batches'];
    const [lstm] = base.layers as readonly Extract<Layer, { type: 'lstm' }>[];
    const network: AnyNetwork = {
      ...base,
      layers: [
        { ...lstm, carry: true, name: 'a' },
        { ...lstm, carry: true, name: 'b' },
        { ...lstm, cellClip: 10, name: 'c' },
        { ...lstm, output: 'cell', name: 'd' },
        {
          type: 'svdf',
          name: 'e',
          inputs: ['d'],
          features: { shape: [2, 4], data: new Float32Array(8) },
          time: { shape: [2, 3], data: new Float32Array(6) },
          bias: { shape: [2], data: new Float32Array(2) },
          rank: 1,
          activation: 'none',
        },
        { type: 'relu', name: 'f', inputs: ['e'] },
      ],
      outputs: ['f'],
    };
    expect(() => exportOnnx(network)).to.throw(
      FormatError,
      'exportOnnx: network: every layer must have an ONNX operator that does the same, got none for ' +
        'lstm: state that is carried from run to run (2 x: "a", "b"); lstm: a limit of the cell (1 x: "c"); ' +
        'lstm: the cell of every sample (1 x: "d"); svdf: no operator keeps a memory (1 x: "e")',
    );
  });

  it('refuses codes that QuantizeLinear does not have', () => {
    const wide: AffineParams = { ...int8(1, 0), bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 };
    expect(() => exportOnnx(coded([2], int8(1, 0), wide, { type: 'abs' }))).to.throw(
      FormatError,
      'abs: activations of more than 16 bits (1 x: "y")',
    );
    expect(() => exportOnnx(coded([2], int8(1, 200), int8(1, 0), { type: 'abs' }))).to.throw(
      FormatError,
      'a zero point that is no int8 code',
    );
  });

  it('refuses malformed networks and unknown options', () => {
    expect(() => exportOnnx({ ...float, outputs: ['none'] })).to.throw(
      FormatError,
      'network: outputs: must name layers',
    );
    expect(() => exportOnnx(float, { io: 'int8' as 'codes' })).to.throw(
      OptionRangeError,
      'exportOnnx: io must be one of',
    );
  });

  it('gives the same bytes every time', () => {
    expect(exportOnnx(quantized())).to.deep.equal(exportOnnx(quantized()));
    expect(exportOnnx(quantized()).constructor).to.equal(Uint8Array); // and no Buffer
  });

  it('takes any names and keeps them apart', () => {
    const network: AnyNetwork = {
      name: '__proto__',
      arithmetic: 'float32',
      inputs: [{ name: '__proto__', shape: [2] }],
      variables: [{ name: 'toString', shape: [2], next: 'constructor' }],
      layers: [
        { type: 'add', name: 'toString_in', inputs: ['__proto__', 'toString'], activation: 'relu' },
        { type: 'abs', name: 'toString_in/Add', inputs: ['toString_in'] },
        { type: 'sub', name: 'constructor', inputs: ['toString_in/Add', '__proto__'], activation: 'none' },
      ],
      outputs: ['toString_in', 'constructor'],
    };
    const { nodes, inputs, outputs } = graphOf(network);
    const made = [...inputs.map(i => i.name), ...nodes.flatMap(node => node.outputs)];
    expect(new Set(made).size).to.equal(made.length);
    expect(inputs.map(i => i.name)).to.deep.equal(['__proto__', 'toString_in:2']);
    expect(outputs.map(o => o.name)).to.deep.equal(['toString_in', 'constructor', 'toString_out']);
    const back = importOnnx(exportOnnx(network));
    // relu(x + 0), and its size less x
    expect(outputsOf(back, [Float32Array.of(1, -2)])).to.deep.equal([1, 0, 0, 2]);
  });
});
