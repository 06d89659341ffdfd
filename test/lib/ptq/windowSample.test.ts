import { expect } from 'chai';
import { windowSample } from '../../../lib/ptq/windowSample.js';
import { random } from '../../../lib/random.js';

const generator = random(11);
const windows = Array.from({ length: 500 }, (_, k) => [
  Float32Array.of(k, generator.normal()),
  Float32Array.of(generator.normal()),
]);

function sampled(some: typeof windows) {
  const sample = windowSample(20);
  for (const window of some) sample.push(window);
  return sample;
}

describe('windowSample', () => {
  it('keeps as many as it was asked to, the same in any order', () => {
    const kept = sampled(windows).value();
    expect(kept).to.have.lengthOf(20);
    expect(sampled([...windows].reverse()).value()).to.deep.equal(kept);
    expect(sampled([...windows, ...windows]).value()).to.deep.equal(kept);
    expect(windowSample(0).value()).to.deep.equal([]);
  });

  it('merges to the whole, through JSON', () => {
    const [a, b] = [sampled(windows.slice(0, 123)), sampled(windows.slice(123))];
    a.merge(JSON.parse(JSON.stringify(b.save())), [2, 1]);
    expect(a.value()).to.deep.equal(sampled(windows).value());
    expect(() => a.merge([[[1]]], [2, 1])).to.throw(Error);
    expect(() => a.merge('x', [2, 1])).to.throw(Error, 'expected a list of windows');
  });

  it('prefers none: the mean place of those kept is that of all, within 3 standard errors', () => {
    const places = sampled(windows)
      .value()
      .map(([[k]]) => k);
    const mean = places.reduce((sum, k) => sum + k, 0) / places.length;
    expect(mean).to.be.closeTo(249.5, (3 * 500) / Math.sqrt(12 * 20));
  });

  it('copies what it keeps', () => {
    const sample = windowSample(1);
    const own = Float32Array.of(1);
    sample.push([own]);
    own[0] = 2;
    expect([...sample.value()[0][0]]).to.deep.equal([1]);
  });
});
