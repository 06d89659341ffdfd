import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { shippedCsv, shippedNetwork } from '../../datasets/shipped.js';

describe('shippedCsv', () => {
  it('gives the path of a recording that exists', () => {
    expect(basename(shippedCsv())).to.equal('activity.csv');
    expect(basename(shippedCsv('bearing'))).to.equal('bearing.csv');
    expect(existsSync(shippedCsv()) && existsSync(shippedCsv('bearing'))).to.equal(true);
  });

  it('refuses a recording that is not shipped', () => {
    expect(() => shippedCsv('../../package' as 'activity')).to.throw(
      RangeError,
      'shippedCsv: name must be one of activity, bearing; got "../../package"',
    );
  });
});

describe('shippedNetwork', () => {
  it('gives the path of a network that exists', () => {
    expect(basename(shippedNetwork())).to.equal('activity.network.json');
    expect(existsSync(shippedNetwork())).to.equal(true);
  });
});
