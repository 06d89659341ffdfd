import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { FormatError } from '../../../../lib/errors.js';
import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';
import { type AnyNetwork, type Layer } from '../../../../lib/network.js';
import {
  BOOL,
  FLOAT32,
  type GraphSource,
  INT16,
  INT2,
  INT32,
  INT4,
  INT8,
  RESOURCE,
  type Scalar,
  type TensorSource,
  tfliteModel,
} from './tfliteModel.js';

// codes of operators: TensorFlow 2.21, lite/schema/schema.fbs
const [ADD, CONCATENATION, CONV_2D, DEQUANTIZE, FULLY_CONNECTED, MAX_POOL_2D] = [0, 2, 3, 6, 9, 17];
const [RELU, RESHAPE, TRANSPOSE, CAST, GREATER, TILE, EXPAND_DIMS] = [19, 22, 39, 53, 61, 69, 70];
const [UNPACK, LOGICAL_NOT, QUANTIZE, SELECT_V2, MUL, SELECT, LOCAL_RESPONSE_NORMALIZATION] = [
  88, 87, 114, 123, 18, 64, 13,
];
const [CALL_ONCE, VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE, DIV] = [129, 142, 143, 144, 42];

const int8 = (value: number): Scalar => ({ as: 'int8', value });
const int32 = (value: number): Scalar => ({ as: 'int32', value });
const floats = (name: string, shape: readonly number[], ...list: number[]): TensorSource => ({
  name,
  shape,
  data: Float32Array.from(list),
});
const integers = (name: string, ...list: number[]): TensorSource => ({
  name,
  shape: [list.length],
  type: INT32,
  data: Int32Array.from(list),
});

/** x (1, 3) -> y (1, 2) = relu(W x). */
const small: GraphSource = {
  tensors: [{ name: 'x', shape: [1, 3] }, floats('w', [2, 3], 1, 2, 3, -1, -2, -3), { name: 'y', shape: [1, 2] }],
  operators: [{ code: FULLY_CONNECTED, inputs: [0, 1], outputs: [2], options: { type: 8, fields: { 0: int8(1) } } }],
  inputs: [0],
  outputs: [2],
};

/** A model of one operator from x to y; constants are its other inputs. */
function single(
  code: number,
  x: TensorSource,
  y: TensorSource,
  constants: readonly TensorSource[] = [],
  options?: GraphSource['operators'][number]['options'],
): GraphSource {
  return {
    tensors: [{ name: 'x', ...x }, { name: 'y', ...y }, ...constants],
    operators: [{ code, inputs: [0, ...constants.map((_, k) => k + 2)], outputs: [1], ...(options && { options }) }],
    inputs: [0],
    outputs: [1],
  };
}

function load(...graphs: readonly GraphSource[]): AnyNetwork {
  return importTflite(tfliteModel(...graphs));
}

function run(network: AnyNetwork, ...inputs: number[][]): number[][] {
  const executor = executorOf(network);
  const out = executor.outputs.map(o => new Float32Array(o.shape.reduce((a, b) => a * b, 1)));
  executor.run(
    inputs.map(x => Float32Array.from(x)),
    out,
  );
  return out.map(y => [...y]);
}

function messageOf(model: GraphSource | Uint8Array): string {
  try {
    importTflite(model instanceof Uint8Array ? model : tfliteModel(model));
  } catch (error) {
    expect(error).to.be.instanceOf(FormatError);
    return (error as Error).message;
  }
  return 'no error';
}

function layerOf<T extends Layer['type']>(network: AnyNetwork, type: T): Extract<Layer, { type: T }> {
  const found = network.layers.find(layer => layer.type === type);
  if (!found) throw new Error(`no ${type} layer`);
  return found as Extract<Layer, { type: T }>;
}

describe('importTflite', () => {
  it('makes layers that are called as the tensors they make, and a bias of zeros where there is none', () => {
    const network = load(small);
    expect(network).to.deep.include({ name: 'main', arithmetic: 'float32', outputs: ['y'] });
    expect(network.inputs).to.deep.equal([{ name: 'x', shape: [1, 3] }]);
    expect(network.layers.map(l => [l.type, l.name, l.inputs])).to.deep.equal([['dense', 'y', ['x']]]);
    expect(run(network, [1, 2, 3])).to.deep.equal([[14, 0]]);
    expect(importTflite(tfliteModel(small), { name: 'mine' }).name).to.equal('mine');
  });

  it('makes names unique: repeated, empty and those that objects have', () => {
    const named = (x: string, y: string, z: string): GraphSource => ({
      tensors: [
        { name: x, shape: [2] },
        { name: y, shape: [2] },
        { name: z, shape: [2] },
      ],
      operators: [
        { code: RELU, inputs: [0], outputs: [1] },
        { code: RELU, inputs: [1], outputs: [2] },
      ],
      inputs: [0],
      outputs: [2],
    });
    const namesOf = ({ inputs, layers }: AnyNetwork) => [...inputs, ...layers].map(t => t.name);
    expect(namesOf(load(named('a', 'a', 'a')))).to.deep.equal(['a', 'a#2', 'a#3']);
    expect(namesOf(load(named('', '', 'tensor')))).to.deep.equal(['tensor', 'tensor#2', 'tensor#3']);
    expect(namesOf(load(named('a', 'a#2', 'a')))).to.deep.equal(['a', 'a#2', 'a#3']);
    const odd = load(named('__proto__', 'constructor', 'toString'));
    expect(namesOf(odd)).to.deep.equal(['__proto__', 'constructor', 'toString']);
    expect(run(odd, [-1, 2])).to.deep.equal([[0, 2]]);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('keeps the codes of weights in a float network', () => {
    const weights = {
      name: 'w',
      shape: [2, 3],
      type: INT8,
      data: Int8Array.of(1, 2, 3, -4, 5, -6),
      scale: [0.5, 0.25],
    };
    const network = load(
      single(FULLY_CONNECTED, { shape: [1, 3] }, { shape: [1, 2] }, [{ ...weights, zeroPoint: [0, 0] }]),
    );
    expect(network.arithmetic).to.equal('float32');
    expect(layerOf(network, 'dense').weights.params?.scale).to.deep.equal([0.5, 0.25]);
    // 0.5 (1 + 4 + 9), 0.25 (-4 + 10 - 18)
    expect(run(network, [1, 2, 3])).to.deep.equal([[7, -3]]);
  });

  it('keeps codes behind a DEQUANTIZE of a constant, where a layer takes them as weights', () => {
    const network = load({
      tensors: [
        { name: 'x', shape: [1, 2] },
        { name: 'q', shape: [1, 2], type: INT8, data: Int8Array.of(3, -4), scale: [0.5] },
        { name: 'w', shape: [1, 2] },
        { name: 'y', shape: [1, 1] },
      ],
      operators: [
        { code: DEQUANTIZE, inputs: [1], outputs: [2] },
        { code: FULLY_CONNECTED, inputs: [0, 2], outputs: [3] },
      ],
      inputs: [0],
      outputs: [3],
    });
    expect(network.layers.map(l => l.type)).to.deep.equal(['dense']);
    expect(layerOf(network, 'dense').weights.data).to.deep.equal(Int8Array.of(3, -4));
    expect(run(network, [2, 1])).to.deep.equal([[1]]);
  });

  it('unpacks codes of 4 and of 2 bits, the first in the low bits', () => {
    const four = { name: 'w', shape: [1, 3], type: INT4, data: Uint8Array.of(0x8f, 0x07), scale: [1] };
    const two = { name: 'w', shape: [1, 5], type: INT2, data: Uint8Array.of(0b10_11_00_01, 0b01), scale: [1] };
    const weightsOf = (w: TensorSource) => {
      return layerOf(load(single(FULLY_CONNECTED, { shape: w.shape }, { shape: [1, 1] }, [w])), 'dense').weights;
    };
    expect(weightsOf(four)).to.deep.include({ data: Int8Array.of(-1, -8, 7) });
    expect(weightsOf(four).params).to.deep.include({ bits: 4, qmin: -8, qmax: 7 });
    expect(weightsOf(two)).to.deep.include({ data: Int8Array.of(1, 0, -1, -2, 1) });
  });

  it('computes what depends on constants only, and reads shapes from it', () => {
    // y = reshape(x, concat([2], -[-1] * [3])) with the arithmetic in the model
    const network = load({
      tensors: [
        { name: 'x', shape: [6] },
        integers('a', 2),
        integers('b', -1),
        integers('c', -3),
        { name: 'd', shape: [1], type: INT32 },
        { name: 'e', shape: [2], type: INT32 },
        { name: 'y', shape: [2, 3] },
      ],
      operators: [
        { code: MUL, inputs: [2, 3], outputs: [4] },
        { code: CONCATENATION, inputs: [1, 4], outputs: [5] },
        { code: RESHAPE, inputs: [0, 5], outputs: [6] },
      ],
      inputs: [0],
      outputs: [6],
    });
    expect(network.layers.map(l => l.type)).to.deep.equal(['reshape']);
    expect(layerOf(network, 'reshape').shape).to.deep.equal([2, 3]);
  });

  it('makes constant layers of constants among activations, and of constant outputs', () => {
    const network = load({
      tensors: [{ name: 'x', shape: [2] }, floats('c', [2], 1, 2), { name: 'y', shape: [2] }],
      operators: [{ code: ADD, inputs: [0, 1], outputs: [2] }],
      inputs: [0],
      outputs: [2, 1, 2],
    });
    expect(network.outputs).to.deep.equal(['y', 'c', 'y#2']);
    expect(run(network, [10, 20])).to.deep.equal([[11, 22], [1, 2], [11, 22]]); // prettier-ignore
  });

  it('turns logic, choice by rows, casts and new axes into layers', () => {
    const logic = load({
      tensors: [
        { name: 'x', shape: [2, 2] },
        floats('zero', [], 0),
        { name: 'above', shape: [2, 2], type: BOOL },
        { name: 'below', shape: [2, 2], type: BOOL },
        { name: 'y', shape: [2, 2] },
        { name: 'z', shape: [2, 2] },
        { name: 'rows', shape: [2], type: BOOL, data: Uint8Array.of(1, 0) },
        { name: 'w', shape: [2, 2] },
        { name: 'axis', shape: [], type: INT32, data: Int32Array.of(-2) },
        { name: 'v', shape: [2, 1, 2] },
      ],
      operators: [
        { code: GREATER, inputs: [0, 1], outputs: [2] },
        { code: LOGICAL_NOT, inputs: [2], outputs: [3] },
        { code: CAST, inputs: [3], outputs: [4] },
        { code: SELECT_V2, inputs: [3, 1, 0], outputs: [5] },
        { code: SELECT, inputs: [6, 0, 5], outputs: [7] },
        { code: EXPAND_DIMS, inputs: [7, 8], outputs: [9] },
      ],
      inputs: [0],
      outputs: [4, 5, 7, 9],
    });
    const [y, z, w, v] = run(logic, [1, -2, -3, 4]);
    expect(y).to.deep.equal([0, 1, 1, 0]);
    expect(z).to.deep.equal([1, 0, 0, 4]);
    expect(w).to.deep.equal([1, -2, 0, 4]);
    expect(v).to.deep.equal(w);
  });

  it('makes int8 models integer networks, and mixed ones of those with QUANTIZE and DEQUANTIZE', () => {
    const codes = { type: INT8, scale: [0.5], zeroPoint: [3] };
    const weights = { name: 'w', shape: [1, 2], type: INT8, data: Int8Array.of(1, 2), scale: [0.25] };
    const bias = { ...integers('b', 7), scale: [0.125] };
    const dense = single(FULLY_CONNECTED, { shape: [1, 2], ...codes }, { shape: [1, 1], ...codes }, [weights, bias]);
    const whole = load(dense);
    const params = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [3] };
    expect(whole.arithmetic).to.equal('integer');
    expect(whole.inputs[0].params).to.deep.equal(params);
    const { bias: made, params: out } = layerOf(whole, 'dense');
    expect(out).to.deep.equal(params);
    expect(made).to.deep.include({ shape: [1], data: Int32Array.of(7) });
    expect(made.params?.scale).to.deep.equal([0.125]);

    const mixed = load({
      tensors: [{ name: 'f', shape: [1, 2] }, ...dense.tensors, { name: 'g', shape: [1, 1] }],
      operators: [
        { code: QUANTIZE, inputs: [0], outputs: [1] },
        { code: FULLY_CONNECTED, inputs: [1, 3, 4], outputs: [2] },
        { code: DEQUANTIZE, inputs: [2], outputs: [5] },
      ],
      inputs: [0],
      outputs: [5],
    });
    expect(mixed.arithmetic).to.equal('mixed');
    expect(mixed.layers.map(l => [l.type, l.params !== undefined])).to.deep.equal([
      ['quantize', true],
      ['dense', true],
      ['dequantize', false],
    ]);
    expect(layerOf(mixed, 'quantize').rounding).to.equal('halfAway'); // TensorFlow Lite, AffineQuantize
  });

  it('gives a missing bias on codes the step input scale * weight scale, as float32', () => {
    const weights = { name: 'w', shape: [1, 2], type: INT8, data: Int8Array.of(1, 2), scale: [0.3] };
    const codes = { shape: [1, 2], type: INT8, scale: [0.1] };
    const { bias } = layerOf(load(single(FULLY_CONNECTED, codes, { ...codes, shape: [1, 1] }, [weights])), 'dense');
    expect(bias.params?.scale).to.deep.equal([Math.fround(Math.fround(0.1) * Math.fround(0.3))]);
    expect(bias.data).to.deep.equal(Int32Array.of(0));
  });

  it('recodes the inputs of a concatenation that have other codes than its output', () => {
    const network = load({
      tensors: [
        { name: 'a', shape: [2], type: INT8, scale: [0.5] },
        { name: 'b', shape: [2], type: INT8, scale: [0.25] },
        { name: 'y', shape: [4], type: INT8, scale: [0.5] },
      ],
      operators: [{ code: CONCATENATION, inputs: [0, 1], outputs: [2] }],
      inputs: [0, 1],
      outputs: [2],
    });
    expect(network.layers.map(l => [l.type, l.name, l.inputs])).to.deep.equal([
      ['quantize', 'y/quantize', ['b']],
      ['concat', 'y', ['a', 'y/quantize']],
    ]);
  });

  it('reads a variable before, and after it was assigned in the same run', () => {
    const handle = { type: 111, fields: { 1: 'count' } };
    const main: GraphSource = {
      tensors: [
        { name: 'x', shape: [1] },
        { name: 'handle', shape: [], type: RESOURCE },
        { name: 'before', shape: [1] },
        { name: 'sum', shape: [1] },
        { name: 'after', shape: [1] },
        { name: 'y', shape: [1] },
      ],
      operators: [
        { code: CALL_ONCE, inputs: [], outputs: [], options: { type: 103, fields: { 0: int32(1) } } },
        { code: VAR_HANDLE, inputs: [], outputs: [1], options: handle },
        { code: READ_VARIABLE, inputs: [1], outputs: [2] },
        { code: ADD, inputs: [2, 0], outputs: [3] },
        { code: ASSIGN_VARIABLE, inputs: [1, 3], outputs: [] },
        { code: READ_VARIABLE, inputs: [1], outputs: [4] },
        { code: MUL, inputs: [4, 4], outputs: [5] },
      ],
      inputs: [0],
      outputs: [5],
    };
    const start: GraphSource = {
      tensors: [{ name: 'handle', shape: [], type: RESOURCE }, floats('value', [1], 5)],
      operators: [
        { code: VAR_HANDLE, inputs: [], outputs: [0], options: handle },
        { code: ASSIGN_VARIABLE, inputs: [0, 1], outputs: [] },
      ],
      inputs: [],
      outputs: [],
    };
    const network = load(main, start);
    expect(network.variables?.map(v => [v.name, v.next, v.initial?.data])).to.deep.equal([
      ['count', 'sum', Float32Array.of(5)],
    ]);
    const executor = executorOf(network);
    const squares = [1, 2, 3].map(x => {
      const out = new Float32Array(1);
      executor.run(Float32Array.of(x), out);
      return out[0];
    });
    expect(squares).to.deep.equal([36, 64, 121]); // (5 + 1)^2, (6 + 2)^2, (8 + 3)^2
  });

  it('lists everything that no layer stands for, in one error', () => {
    const model: GraphSource = {
      tensors: [
        { name: 'x', shape: [2] },
        { name: 'a', shape: [2] },
        { name: 'b', shape: [2] },
        { name: 'c', shape: [2] },
        { name: 'd', shape: [2] },
        { name: 'n', shape: [2], type: INT32 },
        { name: 'e', shape: [2], type: INT32 },
        { name: 'f', shape: [2], type: 5 },
      ],
      operators: [
        { code: LOCAL_RESPONSE_NORMALIZATION, inputs: [0], outputs: [1] },
        { code: LOCAL_RESPONSE_NORMALIZATION, inputs: [1], outputs: [2] },
        { code: 'MyOp', inputs: [2], outputs: [3] },
        { code: ADD, inputs: [0, 0], outputs: [4], options: { type: 11, fields: { 0: int8(4) } } },
        { code: DIV, inputs: [5, 5], outputs: [6] },
        { code: RELU, inputs: [0], outputs: [7] },
      ],
      inputs: [0, 5],
      outputs: [3, 4],
    };
    expect(messageOf(model)).to.equal(
      'importTflite: model: every operator must have a layer that does the same, got no layer for ' +
        'LOCAL_RESPONSE_NORMALIZATION (2 x: "a", "b"); custom MyOp (1 x: "c"); ADD: fused activation TANH (1 x: "d"); ' +
        'DIV: integers of int32 (1 x: "e"); RELU: type string (1 x: "f")',
    );
  });

  it('says which operator or tensor breaks a rule', () => {
    // what a tensor is declared to hold must be what its operator makes
    expect(messageOf(single(RELU, { shape: [2] }, { shape: [2], type: INT32 }))).to.equal(
      'importTflite: tensor "y": type must be float32, as its operator makes it, got int32',
    );
    expect(messageOf(single(GREATER, { shape: [2] }, { shape: [2] }, [floats('zero', [], 0)]))).to.contain(
      'tensor "y": type must be bool, as its operator makes it, got float32',
    );
    expect(messageOf(single(RELU, { shape: [2] }, { shape: [3] }))).to.equal(
      'importTflite: tensor "y": shape must be (2), as its operator makes it, got (3)',
    );
    const short = floats('w', [2, 3], 1, 2);
    expect(messageOf(single(FULLY_CONNECTED, { shape: [1, 3] }, { shape: [1, 2] }, [short]))).to.equal(
      'importTflite: tensor "w": data must be 24 bytes, as its shape says, got 8',
    );
    const codes = { shape: [2, 2], type: INT8, scale: [1] };
    expect(messageOf(single(TRANSPOSE, codes, { ...codes, scale: [2] }, [integers('p', 1, 0)]))).to.include(
      'TRANSPOSE: output of int8 with another scale or zero point than its input (1 x: "y")',
    );
    expect(messageOf({ ...small, operators: [] })).to.equal(
      'importTflite: graph: inputs must be constants, graph inputs or made by earlier operators, got "y"',
    );
    expect(messageOf({ ...small, outputs: [7] })).to.equal(
      'importTflite: outputs: tensors have indices below 3, got 7',
    );
    expect(messageOf(Uint8Array.of(1, 2, 3))).to.equal('importTflite: byte 4: the file must hold TFL3, got ""');
  });

  it('refuses small files that stand for huge networks', () => {
    const huge = { shape: [2 ** 14, 2 ** 14] };
    const most = { shape: [2 ** 26] };
    expect(messageOf(single(RELU, { shape: [2 ** 20, 2 ** 20] }, huge))).to.include('maxElements = 134217728');
    expect(messageOf(single(RELU, most, most))).to.equal('no error'); // both together are just 2^27
    expect(messageOf(single(TILE, huge, { shape: [1] }, [integers('m', 2, 2)]))).to.include('maxElements = 134217728');
    expect(messageOf(single(TILE, { shape: [2, 2] }, huge, [integers('m', 1, 5000)]))).to.include('1024 copies');
    const pool = { type: 5, fields: { 1: int32(1), 2: int32(1), 3: int32(1), 4: int32(1) } };
    const long = { shape: [1, 2 ** 26, 1, 1] };
    expect(messageOf(single(MAX_POOL_2D, long, long, [], pool))).to.include('constants computed at import');
    expect(messageOf(single(UNPACK, { shape: [2 ** 27] }, { shape: [] }))).to.include('an entry for each output');
    // many layers that share weights of a thousand numbers
    const weights = floats('w', [1000, 1], ...new Array<number>(1000).fill(1));
    const many: GraphSource = {
      tensors: [{ name: 'x', shape: [1, 1] }, weights, ...Array.from({ length: 60_000 }, () => ({ shape: [1, 1000] }))],
      operators: Array.from({ length: 60_000 }, (_, k) => ({
        code: FULLY_CONNECTED,
        inputs: [0, 1],
        outputs: [k + 2],
      })),
      inputs: [0],
      outputs: [2],
    };
    expect(messageOf(many)).to.include('constants computed at import');
  });

  it('refuses states, windows and codes that its layers do not have', () => {
    const conv = { type: 1, fields: { 1: int32(1), 2: int32(1) } };
    const filter = floats('w', [1, 1, 1, 2], 1, 2);
    const [x, y] = [{ shape: [1, 4, 4, 3] }, { shape: [1, 4, 4, 1] }];
    expect(messageOf(single(CONV_2D, x, y, [filter], conv))).to.include('channels of the input must be a multiple');
    const wide = { shape: [2], type: INT16, scale: [1] };
    expect(messageOf(single(DEQUANTIZE, { ...wide, scale: [1, 2], zeroPoint: [0, 0] }, { shape: [2] }))).to.include(
      'input: activations with a scale per channel (1 x: "x")',
    );
    const plain = { name: 'w', shape: [1, 2], type: INT8, data: Int8Array.of(1, 2) };
    expect(messageOf(single(FULLY_CONNECTED, { shape: [1, 2] }, { shape: [1, 1] }, [plain]))).to.include(
      'FULLY_CONNECTED: weights of int8 without a scale',
    );
    expect(messageOf(single(QUANTIZE, { shape: [2] }, { shape: [2], type: INT8 }))).to.include('QUANTIZE: output');
    expect(messageOf(single(RELU, { shape: [2] }, wide))).to.include('RELU: codes of int16 from numbers');
    expect(
      messageOf(single(RELU, { shape: [2], type: FLOAT32 }, { shape: [2] }, [], { type: 9, fields: {} })),
    ).to.equal(
      'no error', // it has no options to read
    );
  });
});
