import { expect } from 'chai';
import { shortName } from '../../../lib/graph/shortName.js';

describe('shortName', () => {
  it('keeps both ends of a name that is too long', () => {
    expect(shortName('StatefulPartitionedCall_1:0', 18)).to.equal('StatefulPart.._1:0');
    expect(shortName('conv1d', 6)).to.equal('conv1d');
  });
});
