import { expect } from 'chai';
import { adam } from '../../../scripts/training/adam.js';

describe('adam', () => {
  it('takes a first step of the rate against the sign of each gradient, and clears the gradients', () => {
    const value = Float64Array.of(1, 1, 1);
    const gradient = Float64Array.of(1e-3, -50, 0);
    adam([{ value, gradient }], { decay: 0 })(0.01);
    expect(value[0]).to.be.closeTo(0.99, 1e-6); // epsilon 1e-8 against 1e-3
    expect(value[1]).to.be.closeTo(1.01, 1e-6);
    expect(value[2]).to.equal(1);
    expect([...gradient]).to.deep.equal([0, 0, 0]);
  });

  it('decays weights apart from the gradient', () => {
    const value = Float64Array.of(2);
    adam([{ value, gradient: new Float64Array(1) }], { decay: 0.5 })(0.1);
    expect(value[0]).to.be.closeTo(2 * (1 - 0.1 * 0.5), 1e-12);
  });
});
