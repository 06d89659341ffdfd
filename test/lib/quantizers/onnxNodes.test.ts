import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame } from '../../../lib/decode.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import { newCodes } from '../../../lib/qparams.js';
import {
  affine,
  affineParams,
  type BlockElement,
  e2m1,
  e4m3fn,
  e5m2,
  encodeBlocks,
  encodeFrame,
  minifloat,
} from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import { halfEven } from '../../../lib/rounding.js';
import { sharedData } from '../../sharedData.js';

interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

interface Node {
  readonly test: string;
  readonly nodes: readonly {
    readonly op: string;
    readonly attrs: { readonly axis?: number; readonly block_size?: number };
  }[];
  readonly inputs: readonly Tensor[];
  readonly expected: readonly Tensor[];
}

/** Integer types: bits and sign. */
const INTEGERS: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  int4: [4, true],
  uint4: [4, false],
  int8: [8, true],
  uint8: [8, false],
  int16: [16, true],
  uint16: [16, false],
};
const FLOATS = { float4e2m1: e2m1, float8e4m3fn: e4m3fn, float8e5m2: e5m2 } as const;

const tensor = (type: string, data: readonly number[], dims = [data.length]): Tensor => ({ type, dims, data });
const node = (test: string, op: string, inputs: readonly Tensor[], expected: Tensor, axis = 1): Node => ({
  test,
  nodes: [{ op, attrs: { axis } }],
  inputs,
  expected: [expected],
});

/** Examples of the operators' documentation, opset 25, that are not among the files; float8 tensors as values. */
const DOCUMENTED: readonly Node[] = [
  node(
    'test_quantizelinear_uint16',
    'QuantizeLinear',
    [
      tensor('float32', [0, -128, 3, -3, 2.9, -2.9, 3.1, -3.1, 65536, -65534, 70000, -70000]),
      tensor('float32', [2], []),
      tensor('uint16', [32767], []),
    ],
    tensor('uint16', [32767, 32703, 32769, 32765, 32768, 32766, 32769, 32765, 65535, 0, 65535, 0]),
  ),
  node(
    'test_dequantizelinear_uint16',
    'DequantizeLinear',
    [tensor('uint16', [30000, 31000, 32768, 33000]), tensor('float32', [2], []), tensor('uint16', [32767], [])],
    tensor('float32', [-5534, -3534, 2, 466]),
  ),
  node(
    'test_dequantizelinear_int16',
    'DequantizeLinear',
    [tensor('int16', [-300, -30, -1025, 1270]), tensor('float32', [2], []), tensor('int16', [-1024], [])],
    tensor('float32', [1448, 1988, -2, 4588]),
  ),
  node(
    'test_quantizelinear_uint4',
    'QuantizeLinear',
    [
      tensor('float32', [0, 2.5, 4.8, 8.6, -30, -20, 6, 9, 12, 15, 16, 40], [3, 4]),
      tensor('float32', [2, 3, 4]),
      tensor('uint4', [1, 1, 1]),
    ],
    tensor('uint4', [1, 2, 3, 5, 0, 0, 3, 4, 4, 5, 5, 11], [3, 4]),
    0,
  ),
  node(
    'test_dequantizelinear_uint4',
    'DequantizeLinear',
    [tensor('uint4', [0, 1, 7, 10, 15]), tensor('float32', [2], []), tensor('uint4', [1])],
    tensor('float32', [-2, 0, 12, 18, 28]),
  ),
  node(
    'test_quantizelinear_float4e2m1',
    'QuantizeLinear',
    [
      tensor('float32', [0, 2.5, 4.8, 8.6, -30, -20, 6, 9, -0, -2.5, -4.8, -8.6], [3, 4]),
      tensor('float32', [2, 3, 4]),
      tensor('float4e2m1', [0, 0, 0]),
    ],
    tensor('float4e2m1', [0, 1, 2, 4, -6, -6, 2, 3, -0, -0.5, -1, -2], [3, 4]),
    0,
  ),
  ...(['float8e4m3fn', 'float8e5m2'] as const).flatMap(type => {
    const large = type === 'float8e4m3fn' ? 448 : 49152;
    const negative = type === 'float8e4m3fn' ? -104 : -96;
    return [
      node(
        `test_quantizelinear_${type.slice(6)}`,
        'QuantizeLinear',
        [tensor('float32', [0, 1, 2, 100000, 200]), tensor('float32', [2], []), tensor(type, [0])],
        tensor(type, [0, 0.5, 1, large, 96]),
      ),
      node(
        `test_dequantizelinear_${type.slice(6)}`,
        'DequantizeLinear',
        [tensor(type, [0, 0.5, 1, large, negative]), tensor('float32', [2], [])],
        tensor('float32', [0, 1, 2, 2 * large, 2 * negative]),
      ),
    ];
  }),
];

/** Channels of a tensor whose scales go along `axis`: everything before the axis is 1 in these cases. */
function channelsOf({ dims }: Tensor, scale: Tensor, axis = 1): number {
  if (scale.data.length === 1) return 1;
  expect(dims.slice(0, axis).every(d => d === 1)).to.be.true;
  return dims[axis];
}

function parameters(type: string, scale: Tensor, zeroPoint: Tensor | undefined) {
  const [bits, signed] = INTEGERS[type];
  return affineParams({ scale: scale.data, zeroPoint: zeroPoint ? zeroPoint.data : 0, bits, signed });
}

function quantizes({ nodes: [{ attrs }], inputs: [x, scale, zeroPoint], expected: [y] }: Node): void {
  const samples = Float32Array.from(x.data);
  if (attrs.block_size !== undefined) {
    const [bits, signed] = INTEGERS[y.type];
    const { qmin, qmax } = affineParams({ scale: 1, bits, signed });
    expect(zeroPoint, 'a zero point a block').to.equal(undefined);
    const element: BlockElement = {
      bits,
      qmin,
      qmax,
      limit: qmax + 0.5,
      encode: v => Math.min(Math.max(halfEven(v), qmin), qmax),
    };
    const f = frame(samples, { channels: x.dims[0] });
    const q = encodeBlocks(f, { name: 'onnx', blockSize: attrs.block_size, element, scale: scale.data });
    expect(Array.from(q.data)).to.deep.equal(y.data);
    return;
  }
  const f = frame(samples, { channels: channelsOf(x, scale, attrs.axis) });
  if (y.type in INTEGERS) {
    expect(Array.from(encodeFrame(affine(), f, parameters(y.type, scale, zeroPoint)).data)).to.deep.equal(y.data);
  } else {
    const format = FLOATS[y.type as keyof typeof FLOATS];
    const quantizer = minifloat({ format });
    const q = encodeFrame(quantizer, f, { ...quantizer.design(range(0, 0)), scale: scale.data });
    expect(Array.from(q.data)).to.deep.equal(y.data.map(v => format.encode(v)));
  }
}

function dequantizes({ nodes: [{ attrs }], inputs: [x, scale, zeroPoint], expected: [y] }: Node): void {
  const isFloat = x.type in FLOATS;
  const format = FLOATS[x.type as keyof typeof FLOATS];
  const params = isFloat
    ? { ...minifloat({ format }).design(range(0, 0)), scale: scale.data }
    : parameters(x.type, scale, zeroPoint);
  const data = newCodes(params, x.data.length);
  data.set(isFloat ? x.data.map(v => format.encode(v)) : x.data);
  const f = frame(new Float32Array(data.length), { channels: channelsOf(x, scale, attrs.axis) });
  const q: QFrame = { ...f, data, params, clipped: 0 };
  expect(Array.from(decodeFrame(q).data)).to.deep.equal(y.data);
}

function dynamicallyQuantizes({ inputs: [x], expected: [y, scale, zeroPoint] }: Node): void {
  const quantizer = affine({ signed: false, zero: 'keep' });
  const params = quantizer.design(range(Math.min(...x.data), Math.max(...x.data)));
  const q = encodeFrame(quantizer, frame(Float32Array.from(x.data)), params);
  expect([params.scale, params.zeroPoint, Array.from(q.data)]).to.deep.equal([scale.data, zeroPoint.data, y.data]);
}

const OPERATORS: Readonly<Record<string, (n: Node) => void>> = {
  QuantizeLinear: quantizes,
  DequantizeLinear: dequantizes,
  DynamicQuantizeLinear: dynamicallyQuantizes,
};

// test_quantizelinear_blocked_asymmetric is left out: block scales carry no zero points here
describe('ONNX node vectors', () => {
  for (const n of DOCUMENTED) it(`gives ${n.test}`, () => OPERATORS[n.nodes[0].op](n));

  const folder = sharedData();
  const path = folder && join(folder, 'conformance', 'onnx_node_vectors.json');
  if (path === undefined || !existsSync(path)) {
    it('gives the node vectors of the shared data', function () {
      this.skip();
    });
    return;
  }
  for (const n of JSON.parse(readFileSync(path, 'utf8')) as readonly Node[]) {
    const { op } = n.nodes[0];
    // the others are layers: test/lib/integer/onnxOracles.test.ts
    if (Object.hasOwn(OPERATORS, op)) it(`gives ${n.test}`, () => OPERATORS[op](n));
  }
});
