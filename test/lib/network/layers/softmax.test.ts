import { expect } from 'chai';
import { reference, sequential, softmax } from '../../../../lib/network/index.js';

function run(input: number[], x: number[]): number[] {
  const out = new Float32Array(x.length);
  reference(sequential({ name: 'n', input, layers: [softmax()] })).run(Float32Array.from(x), out);
  return [...out];
}

describe('softmax', () => {
  it('is exp(x) / sum exp(x): 1/4, 1/4, 1/2 at 0, 0, ln 2', () => {
    run([3], [0, 0, Math.log(2)]).forEach((p, k) => expect(p).to.be.closeTo([0.25, 0.25, 0.5][k], 2 ** -24));
  });

  it('does not overflow where exp would', () => {
    expect(run([2], [1000, 1000])).to.deep.equal([0.5, 0.5]);
    expect(run([2], [-1e30, 1e30])).to.deep.equal([0, 1]);
  });

  it('works along the last axis', () => {
    expect(run([2, 2], [0, 0, 0, 200])).to.deep.equal([0.5, 0.5, 0, 1]);
  });
});
