import { expect } from 'chai';
import { FormatError } from '../../../../../lib/errors.js';
import type { OnnxTensor } from '../../../../../lib/formats/onnx/reading/model.js';
import { Unsupported } from '../../../../../lib/formats/problems.js';
import { FLOAT } from '../../../../../lib/formats/onnx/reading/elementTypes.js';
import { tensorData } from '../../../../../lib/formats/onnx/reading/tensorData.js';
import { retyped, weightsOf } from '../../../../../lib/formats/onnx/reading/values.js';

/** Numbers of raw bytes under an element type's number. */
function raw(type: number, dims: readonly number[], ...bytes: number[]): unknown[] {
  return Array.from(tensorData({ name: 't', dims, type, raw: Uint8Array.from(bytes) }, undefined).data);
}

describe('tensorData', () => {
  it('reads integers of every width, little-endian, the first of packed ones in the low bits', () => {
    expect(raw(3, [2], 0xff, 0x7f)).to.deep.equal([-1, 127]);
    expect(raw(2, [2], 0xff, 0x7f)).to.deep.equal([255, 127]);
    expect(raw(5, [2], 0xfe, 0xff, 0x01, 0x02)).to.deep.equal([-2, 513]);
    expect(raw(4, [1], 0xfe, 0xff)).to.deep.equal([65534]);
    expect(raw(6, [1], 0xff, 0xff, 0xff, 0x7f)).to.deep.equal([2 ** 31 - 1]);
    expect(raw(12, [1], 0xff, 0xff, 0xff, 0xff)).to.deep.equal([2 ** 32 - 1]);
    expect(raw(7, [1], 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)).to.deep.equal([-2]);
    // ONNX, section "Int4": 0x83 holds 3, then -8
    expect(raw(22, [3], 0x83, 0x0f)).to.deep.equal([3, -8, -1]);
    expect(raw(21, [3], 0x83, 0x0f)).to.deep.equal([3, 8, 15]);
    expect(raw(26, [4], 0b11_10_01_00)).to.deep.equal([0, 1, -2, -1]);
    expect(raw(25, [4], 0b11_10_01_00)).to.deep.equal([0, 1, 2, 3]);
  });

  it('reads small floats as float32', () => {
    // float16: 1.5, the smallest subnormal 2^-24; bfloat16: 1, -2
    expect(raw(10, [2], 0x00, 0x3e, 0x01, 0x00)).to.deep.equal([1.5, 2 ** -24]);
    expect(raw(16, [2], 0x80, 0x3f, 0x00, 0xc0)).to.deep.equal([1, -2]);
    // OCP 8-bit floating point, tables 1 and 2: largest numbers 448 and 57344, smallest subnormals 2^-9 and 2^-16
    expect(raw(17, [4], 0x7e, 0x01, 0xb8, 0x38)).to.deep.equal([448, 2 ** -9, -1, 1]);
    expect(raw(19, [3], 0x7b, 0x01, 0x3c)).to.deep.equal([57344, 2 ** -16, 1]);
    // the variants without negative zero have a bias one larger: largest 240 and 57344
    expect(raw(18, [2], 0x7f, 0x40)).to.deep.equal([240, 1]);
    expect(raw(20, [2], 0x7f, 0x40)).to.deep.equal([57344, 1]);
    // OCP MX, E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6
    expect(raw(23, [8], 0x10, 0x32, 0x54, 0x76)).to.deep.equal([0, 0.5, 1, 1.5, 2, 3, 4, 6]);
  });

  it('reads floats that do not lie on a multiple of four', () => {
    const bytes = new Uint8Array(13);
    bytes.set(new Uint8Array(Float32Array.of(1, 2, 3).buffer), 1);
    const tensor: OnnxTensor = { name: 't', dims: [3], type: 1, raw: bytes.subarray(1) };
    expect(Array.from(tensorData(tensor, undefined).data)).to.deep.equal([1, 2, 3]);
  });

  it('reads real numbers of any type straight into the order of weights', () => {
    const shape = [2, 3, 2];
    // axis 0 of the weights is axis 2 of the constant, axis 1 axis 0, axis 2 axis 1
    const order = Array.from({ length: 12 }, (_, k) => 6 * (Math.floor(k / 3) % 2) + 2 * (k % 3) + Math.floor(k / 6));
    const halves = Uint16Array.from({ length: 12 }, (_, k) => 0x3c00 + 64 * k); // 1 + k / 16
    const wanted = order.map(k => 1 + k / 16);
    const small = Uint8Array.from({ length: 12 }, (_, k) => 0x38 + k); // e4m3: 1 + k / 8 below 2, then 2 + (k - 8) / 4
    const types: [number, ArrayBuffer, number[]][] = [
      [1, Float32Array.from({ length: 12 }, (_, k) => 1 + k / 16).buffer, wanted],
      [10, halves.buffer, wanted],
      [11, Float64Array.from({ length: 12 }, (_, k) => 1 + k / 16).buffer, wanted],
      [16, Uint16Array.from({ length: 12 }, (_, k) => 0x3f80 + 8 * k).buffer, wanted],
      [17, small.buffer, order.map(k => (k < 8 ? 1 + k / 8 : 2 + (k - 8) / 4))],
    ];
    for (const [type, buffer, numbers] of types) {
      for (const offset of [0, 1]) {
        const bytes = new Uint8Array(buffer.byteLength + offset);
        bytes.set(new Uint8Array(buffer), offset);
        const constant = tensorData({ name: 't', dims: shape, type, raw: bytes.subarray(offset) }, undefined);
        const weights = weightsOf(constant, [2, 0, 1]);
        expect([weights.shape, [...weights.data]], `type ${type}`).to.deep.equal([[2, 2, 3], numbers]);
        // and the same once somebody has asked for the numbers in their own order, and as another type
        expect(constant.data).to.have.length(12);
        expect([...weightsOf(constant, [2, 0, 1]).data]).to.deep.equal(numbers);
        expect([...weightsOf(retyped(constant, FLOAT), [2, 0, 1]).data]).to.deep.equal(numbers);
      }
    }
  });

  it('reads lists of numbers, packed or one by one', () => {
    const packed = (kind: 'float' | 'varint', ...bytes: number[]) => ({ kind, bytes: Uint8Array.from(bytes) });
    const of = (tensor: Partial<OnnxTensor>) =>
      Array.from(tensorData({ name: 't', dims: [2], type: 6, ...tensor }, undefined).data);
    expect(of({ packed: packed('varint', 0x01, 0x80, 0x01) })).to.deep.equal([1, 128]);
    expect(of({ loose: [3, -4] })).to.deep.equal([3, -4]);
    expect(of({ type: 10, loose: [0x3c00, 0xc000] })).to.deep.equal([1, -2]);
    expect(of({ type: 22, loose: [0x83] })).to.deep.equal([3, -8]);
    expect(of({ type: 1, packed: packed('float', 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0) })).to.deep.equal([1, -2]);
  });

  it('refuses data that are not as long as the shape, shapes beyond the limits, and types without numbers', () => {
    for (const [dims, bytes] of [
      [[3], [0, 0]],
      [[2], [0, 0, 0]],
      [[-1], []],
      [[1.5], []],
      [[2 ** 29], []],
      [new Array(9).fill(1), [0]],
    ]) {
      expect(() => raw(3, dims as number[], ...(bytes as number[])), `${String(dims)}`).to.throw(FormatError);
    }
    expect(() => tensorData({ name: 't', dims: [2], type: 6, loose: [1] }, undefined)).to.throw(FormatError);
    expect(() => raw(8, [1], 0)).to.throw(Unsupported, 'element type 8');
  });
});
