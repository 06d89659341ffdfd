import { expect } from 'chai';
import { FormatError } from '../../../../../lib/errors.js';
import { readFields, readVarints } from '../../../../../lib/formats/onnx/reading/message.js';

/** The varint of field 1. */
function varint(...bytes: number[]): number {
  let value = NaN;
  readFields('test', Uint8Array.of(0x08, ...bytes), field => (value = field.integer()));
  return value;
}

describe('readFields', () => {
  it('reads varints as signed 64-bit integers', () => {
    // the examples of protobuf.dev/programming-guides/encoding: 150 and -2
    expect(varint(0x96, 0x01)).to.equal(150);
    expect(varint(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)).to.equal(-2);
    expect(varint(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).to.equal(2 ** 63);
    expect(varint(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)).to.equal(-(2 ** 63));
    expect(varint(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)).to.equal(2 ** 53 - 1);
  });

  it('reads texts, floats and bytes, and passes over what nobody asks for', () => {
    const seen: unknown[] = [];
    // 2: "testing", the example of the same page; 3: 1.5f; 4: 8 bytes
    const message = [
      0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67, 0x1d, 0, 0, 0xc0, 0x3f, 0x21, 1, 2, 3, 4, 5, 6, 7, 8,
    ];
    readFields('test', Uint8Array.from(message), field => {
      if (field.number === 2) seen.push(field.text(), field.bytes().length, field.packed);
      if (field.number === 3) seen.push(field.float());
    });
    expect(seen).to.deep.equal(['testing', 7, true, 1.5]);
  });

  it('refuses what is no message', () => {
    const refused: readonly number[][] = [
      [0x08], // a varint that is not there
      [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], // more than 64 bits
      [0x12, 5, 1, 2], // a length beyond the end
      [0x12, 0xff, 0xff, 0xff, 0xff, 0x07, 1], // 2^31 - 1 bytes
      [0x1d, 1, 2], // half a float
      [0x13], // the begin of a group
      [0x0e], // wire type 6
      [0x00, 1], // field 0
    ];
    for (const bytes of refused) {
      const read = () => readFields('test', Uint8Array.from(bytes), () => undefined);
      expect(read, bytes.join()).to.throw(FormatError, 'importOnnx: test: must be a protobuf message');
    }
  });

  it('refuses fields of another wire type, and texts that are not UTF-8', () => {
    const asked = (bytes: number[], ask: 'text' | 'integer' | 'float') => () =>
      readFields('test', Uint8Array.from(bytes), field => void field[ask]());
    expect(asked([0x08, 1], 'text')).to.throw(FormatError, 'field 1 must be a text, got wire type 0');
    expect(asked([0x12, 1, 0x41], 'integer')).to.throw(FormatError, 'field 2 must be a varint');
    expect(asked([0x12, 2, 0xc3, 0x28], 'text')).to.throw(FormatError, 'UTF-8');
  });
});

describe('readVarints', () => {
  it('reads a packed list', () => {
    const seen: number[] = [];
    // 3, 270, 86942: the example of protobuf.dev/programming-guides/encoding
    readVarints('test', Uint8Array.of(0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05), value => void seen.push(value));
    expect(seen).to.deep.equal([3, 270, 86942]);
    expect(() => readVarints('test', Uint8Array.of(0x80), () => undefined)).to.throw(FormatError);
  });
});
