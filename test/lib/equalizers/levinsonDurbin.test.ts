import { expect } from 'chai';
import { levinsonDurbin } from '../../../lib/equalizers/index.js';

describe('levinsonDurbin', () => {
  it('finds the one coefficient of a first-order process', () => {
    const { predictor, error } = levinsonDurbin([1, 0.9, 0.81, 0.729]);
    predictor.forEach((a, k) => expect(a).to.be.closeTo(k === 0 ? 0.9 : 0, 1e-15));
    expect(error).to.be.closeTo(1 - 0.81, 1e-15);
  });

  it('solves the normal equations of order 2', () => {
    // [1 .5; .5 1] a = [.5; .1]: a = (.45, -.15) / .75, error 1 - .5 a1 - .1 a2
    const { predictor, reflections, error } = levinsonDurbin([1, 0.5, 0.1]);
    [0.6, -0.2].forEach((a, k) => expect(predictor[k]).to.be.closeTo(a, 1e-15));
    [0.5, -0.2].forEach((k, m) => expect(reflections[m]).to.be.closeTo(k, 1e-15));
    expect(error).to.be.closeTo(0.72, 1e-15);
  });

  it('gives zeros for a signal without power', () => {
    expect(levinsonDurbin([0, 0, 0]).predictor).to.deep.equal([0, 0]);
  });

  it('refuses what is no autocorrelation', () => {
    expect(() => levinsonDurbin([1, 2])).to.throw(RangeError, 'reflection coefficient 1 is 2');
    expect(() => levinsonDurbin([-1, 0])).to.throw(RangeError, 'r[0]');
    expect(() => levinsonDurbin([1, 0], 2)).to.throw(RangeError, 'order');
  });
});
