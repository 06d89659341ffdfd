import { expect } from 'chai';
import { Builder } from 'flatbuffers';
import { FormatError } from '../../../../../lib/errors.js';
import { FlatTable } from '../../../../../lib/formats/tflite/reading/flatTable.js';

/** A file that the reference implementation of FlatBuffers writes: scalars, a text, a list, and a table within. */
function file(): Uint8Array {
  const b = new Builder(16);
  const text = b.createString('größe');
  b.startVector(4, 3, 4);
  for (const x of [-3, 2, 1]) b.addInt32(x);
  const list = b.endVector();
  b.startObject(2);
  b.addFieldInt64(1, -5n, 0n);
  const inner = b.endObject();
  b.startVector(4, 2, 4);
  b.addOffset(inner);
  b.addOffset(inner);
  const inners = b.endVector();
  b.startObject(8);
  b.addFieldInt8(0, -7, 0);
  b.addFieldFloat32(1, 0.5, 0);
  b.addFieldOffset(2, text, 0);
  b.addFieldOffset(3, list, 0);
  b.addFieldOffset(4, inner, 0);
  b.addFieldOffset(5, inners, 0);
  b.finish(b.endObject(), 'ABCD');
  return b.asUint8Array().slice();
}

/** A file of one table with one field, whose place in the file is 16: a vtable of 6 bytes at 8, the table at 16. */
function single(field: number): DataView {
  const view = new DataView(new ArrayBuffer(32));
  view.setUint32(0, 16, true);
  'ABCD'.split('').forEach((letter, k) => view.setUint8(4 + k, letter.charCodeAt(0)));
  [6, 8, 4].forEach((x, k) => view.setUint16(8 + 2 * k, x, true));
  view.setInt32(16, 8, true);
  view.setUint32(20, field, true);
  return view;
}

const open = (view: DataView) => FlatTable.root(new Uint8Array(view.buffer), 'ABCD');

describe('FlatTable', () => {
  it('reads what the reference implementation has written', () => {
    const root = FlatTable.root(file(), 'ABCD');
    expect([root.number('int8', 0), root.number('float32', 1), root.text(2)]).to.deep.equal([-7, 0.5, 'größe']);
    expect(root.numbers('int32', 3)).to.deep.equal([1, 2, -3]);
    expect(root.table(4)?.number('int64', 1)).to.equal(-5);
    const inners = root.tables(5);
    expect([inners.length, inners.at(1).number('int64', 1)]).to.deep.equal([2, -5]);
  });

  it('gives defaults for absent fields, and those that the file does not know', () => {
    const root = FlatTable.root(file(), 'ABCD');
    for (const field of [6, 7, 100]) {
      expect(root.number('int32', field, 3)).to.equal(3);
      expect([root.boolean(field), root.text(field), root.numbers('int32', field)]).to.deep.equal([false, '', []]);
      expect([root.table(field), root.bytes(field), root.tables(field).length]).to.deep.equal([
        undefined,
        undefined,
        0,
      ]);
    }
  });

  it('refuses offsets and lengths that lead out of the file', () => {
    for (const offset of [12, 13, 0x7fffffff, 0xffffffff]) {
      expect(() => open(single(offset)).bytes(0), `${offset}`).to.throw(FormatError);
      expect(() => open(single(offset)).table(0), `${offset}`).to.throw(FormatError);
      expect(() => open(single(offset)).tables(0), `${offset}`).to.throw(FormatError);
    }
    const list = single(4); // a list right behind the field, of as many entries as the bytes there say
    list.setUint32(24, 5, true);
    expect(() => open(list).bytes(0)).to.throw(FormatError, '5 at 28');
    list.setUint32(24, 4, true);
    expect(open(list).bytes(0)).to.have.length(4);
    expect(() => open(list).numbers('int32', 0)).to.throw(FormatError, '16 at 28');
    expect(() => open(list).tables(0).at(4)).to.throw(FormatError);
  });

  it('refuses vtables and fields that do not fit', () => {
    const broken = (at: number, value: number): DataView => {
      const view = single(0);
      view.setUint16(at, value, true);
      return view;
    };
    for (const size of [0, 2, 5, 4000]) expect(() => open(broken(8, size)), `${size}`).to.throw(FormatError);
    for (const size of [0, 3, 4000]) expect(() => open(broken(10, size)), `${size}`).to.throw(FormatError);
    for (const place of [1, 3, 5, 8]) {
      expect(() => open(broken(12, place)).number('int32', 0), `${place}`).to.throw(FormatError);
    }
    expect(() => FlatTable.root(new Uint8Array(single(0).buffer), 'ABCE')).to.throw(FormatError, 'must hold ABCE');
    expect(() => FlatTable.root(new Uint8Array(7), 'ABCD')).to.throw(FormatError);
  });

  it('stops when parts are shared over and over', () => {
    const view = single(0);
    view.setUint32(20, 4, true);
    view.setUint32(24, 4, true);
    const root = open(view);
    const readOften = () => {
      for (let k = 0; k < 5000; k++) root.text(0);
    };
    expect(readOften).to.throw(FormatError, 'shared');
  });
});
