import { expect } from 'chai';
import { OptionTypeError } from '../../../lib/errors.js';
import { bytesOf } from '../../../lib/formats/bytesOf.js';
import { importOnnx, importTflite, networkFromBinary } from '../../../lib/network.js';

describe('bytesOf', () => {
  const memory = Uint8Array.of(1, 2, 3, 4).buffer;

  it('is the same memory, whole or in part', () => {
    expect([...bytesOf('test', memory)]).to.deep.equal([1, 2, 3, 4]);
    expect(bytesOf('test', memory).buffer).to.equal(memory);
    const part = new Uint8Array(memory, 1, 2);
    expect(bytesOf('test', part)).to.equal(part);
  });

  it('refuses everything else, for every importer', () => {
    for (const given of [[1, 2], 'TFL3', undefined, new Float32Array(1)]) {
      for (const [name, read] of Object.entries({ importTflite, importOnnx })) {
        expect(() => read(given as never), name).to.throw(
          OptionTypeError,
          `${name}: bytes must be a Uint8Array or an ArrayBuffer, got `,
        );
      }
      expect(() => networkFromBinary({}, given as never)).to.throw();
    }
  });
});
