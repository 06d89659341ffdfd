import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tfliteFacts } from '../../../../lib/network.js';
import { sharedData } from '../../../sharedData.js';

describe('tfliteFacts', () => {
  it('tells who converted a model, for which runtime, and its constants as stored', function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const facts = tfliteFacts(readFileSync(join(data, 'models/kws_ref_model_int8.tflite')));
    expect(facts).to.include({ schema: 'schema 3', producer: 'MLIR Converted.' });
    expect(facts.metadata).to.deep.equal({ min_runtime_version: '1.5.0' });
    // 22,604 weights and biases: 588 biases of int32, two numbers of the reshape
    expect(facts.stored).to.deep.equal([
      { type: 'int8', numbers: 22016, bytes: 22016 },
      { type: 'int32', numbers: 590, bytes: 2360 },
    ]);
  });
});
