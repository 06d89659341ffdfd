import { expect } from 'chai';
import { compile, dense, networkBuilder, timeInput } from '../../../lib/network.js';

describe('timeInput', () => {
  const build = (elements: number) => {
    const b = networkBuilder({ name: 'flat' });
    const x = b.input('x', [1, elements]);
    return b.build([b.add(dense({ units: 2, name: 'y' }), x)]);
  };

  it('gives a flat window a time axis, and computes the same of the same numbers', () => {
    const network = build(6);
    const timed = timeInput(network, { channels: 2 });
    expect(timed.inputs[0].shape).to.deep.equal([1, 3, 2]);
    const x = Float32Array.of(1, -2, 3, -4, 5, -6);
    const outputs = [network, timed].map(n => {
      const compiled = compile(n);
      const out = new Float32Array(2);
      compiled.run(compiled.newState(), x, out);
      return [...out];
    });
    expect(outputs[1]).to.deep.equal(outputs[0]);
    expect(outputs[0].some(y => y !== 0)).to.equal(true);
  });

  it('refuses channels that do not divide the input', () => {
    expect(() => timeInput(build(6), { channels: 4 })).to.throw('a multiple of 4 numbers');
  });
});
