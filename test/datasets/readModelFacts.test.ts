import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFacts, shippedNetwork } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import { testFolder } from './testModel.js';

describe('readModelFacts', () => {
  const folder = testFolder();

  it('knows JSON, of which the network holds the constants', async () => {
    const facts = await readModelFacts(shippedNetwork());
    expect(facts).to.include({ schema: 'bitstair-network 1', producer: 'bitstair' }).and.not.have.property('stored');
    expect(facts.hash).to.match(/^[0-9a-f]{64}$/);
  });

  it('refuses what is no model', async () => {
    const path = join(folder(), 'x.bin');
    writeFileSync(path, 'abc');
    const error: unknown = await readModelFacts(path).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(FormatError);
  });
});
