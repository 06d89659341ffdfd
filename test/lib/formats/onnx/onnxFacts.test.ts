import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onnxFacts } from '../../../../lib/network.js';
import { sharedData } from '../../../sharedData.js';
import { onnxModel } from './onnxModel.js';

describe('onnxFacts', () => {
  it('counts constants as the file stores them: halves as halves, 4-bit codes two to a byte', () => {
    const model = onnxModel({
      nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
      initializers: [
        { name: 'h', dims: [3, 5], type: 10, raw: new Uint8Array(30) },
        { name: 'q', dims: [7], type: 22, raw: new Uint8Array(4) },
        { name: 'f', dims: [], type: 1, raw: new Uint8Array(4) },
      ],
      inputs: [{ name: 'x', dims: [1] }],
      outputs: ['y'],
    });
    expect(onnxFacts(model).stored).to.deep.equal([
      { type: 'float16', numbers: 15, bytes: 30 },
      { type: 'int4', numbers: 7, bytes: 4 },
      { type: 'float', numbers: 1, bytes: 4 },
    ]);
  });

  it('tells versions and producer', function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const facts = onnxFacts(readFileSync(join(data, 'models/st_har_float.onnx')));
    expect(facts).to.include({ schema: 'IR version 8, opset 17', producer: '' });
    expect(facts.stored).to.deep.equal([{ type: 'float', numbers: 12075, bytes: 48300 }]);
  });
});
