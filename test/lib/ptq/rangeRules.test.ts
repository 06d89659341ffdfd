import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { rangeRules } from '../../../lib/ptq/rangeRules.js';
import { mse } from '../../../lib/ranges/mse.js';
import { random } from '../../../lib/random.js';

const generator = random(3);
const signal = frame(new Float32Array(4000).map(() => generator.normal()));

describe('rangeRules', () => {
  it('are the trackers of the library for the levels of a coding', () => {
    const own = rangeRules.mse({ bits: 4, scheme: 'asymmetric', range: 'mse' });
    const same = mse({ bits: 4, levels: 'keepZero' });
    for (const tracker of [own, same]) tracker.push(signal);
    expect(own.value()).to.deep.equal(same.value());
    expect(own.value().bits).to.equal(4);
  });

  it('clip a Gaussian at 4 bits near 2.56 standard deviations, and minMax does not', () => {
    // optimal uniform 4-bit quantizer of a Gaussian: 2.5 to 2.7 sigma, by rule and sample
    const rule = rangeRules.mse({ bits: 4, scheme: 'symmetric', range: 'mse' });
    const whole = rangeRules.minMax({ bits: 4, scheme: 'symmetric', range: 'minMax' });
    for (const tracker of [rule, whole]) tracker.push(signal);
    expect(Math.max(-rule.value().min[0], rule.value().max[0])).to.be.within(2.3, 2.9);
    expect(whole.value().max[0]).to.be.above(3);
  });
});
