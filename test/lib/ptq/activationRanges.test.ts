import { expect } from 'chai';
import { frame, streamInfo } from '../../../lib/frame.js';
import { conv1d, dense, flatten, networkBuilder, sequential } from '../../../lib/network.js';
import { activationRanges } from '../../../lib/ptq/index.js';
import { random } from '../../../lib/random.js';
import type { RangeAccumulator } from '../../../lib/rangeTracker.js';
import { minMax } from '../../../lib/ranges/index.js';

const network = sequential({
  name: 'n',
  input: [3, 2],
  layers: [
    conv1d({ filters: 1, kernel: 2, weights: [1, 0, 1, 0], activation: 'relu', name: 'sums' }),
    flatten({ name: 'flat' }),
    dense({ units: 1, weights: [1, -1], bias: [0.5], name: 'difference' }),
  ],
});

const generator = random(17);
const windows = Array.from({ length: 12 }, () => new Float32Array(6).map(() => generator.normal()));

function filled(some: readonly Float32Array[]) {
  const ranges = activationRanges(network);
  for (const window of some) ranges.push(window);
  return ranges;
}

describe('activationRanges', () => {
  it('has the range of every tensor, the input, then each layer, and of each channel of the input', () => {
    const ranges = filled([Float32Array.of(1, 10, 2, 20, 3, 30), Float32Array.of(-1, 0, -2, 0, 0, 0)]);
    // sums of channel 0 over pairs in time: 3, 5; then -3 and -2, cut at 0; differences -2 + 0.5, then 0 - 0 + 0.5
    expect([...ranges.value()]).to.deep.equal([
      ['input', { min: [-2], max: [30] }],
      ['sums', { min: [0], max: [5] }],
      ['flat', { min: [0], max: [5] }],
      ['difference', { min: [-1.5], max: [0.5] }],
      ['input/channels', { min: [-2, 0], max: [3, 30] }],
    ]);
    expect(ranges.windows).to.equal(2);
  });

  it('takes frames (channels, time) as well as arrays (time, channels)', () => {
    const [a, b] = [activationRanges(network), activationRanges(network)];
    a.push(Float32Array.of(1, 10, 2, 20, 3, 30));
    b.push(frame(Float32Array.of(1, 2, 3, 10, 20, 30), { channels: 2 }));
    expect([...b.value()]).to.deep.equal([...a.value()]);
  });

  it('gives several inputs their channels, each the last samples of the window', () => {
    const b = networkBuilder({ name: 'two' });
    const [a, c] = [b.input('a', [3, 1]), b.input('c', [2, 2])];
    const two = b.build([b.add(flatten(), a), b.add(flatten(), c)]);
    const window = frame(Float32Array.of(1, 2, 3, 10, 20, 30, 100, 200, 300), { channels: 3 });
    const rangesOf = (ranges: ReturnType<typeof activationRanges>, given: Parameters<typeof ranges.push>[0]) => {
      ranges.push(given);
      return [...ranges.value()].slice(0, 2).map(([, { min, max }]) => [min[0], max[0]]);
    };
    expect(rangesOf(activationRanges(two), window)).to.deep.equal([
      [1, 3],
      [20, 300],
    ]);
    expect(rangesOf(activationRanges(two, { inputs: { a: [2], c: [0, 1] } }), window)).to.deep.equal([
      [100, 300],
      [2, 30],
    ]);
    expect(rangesOf(activationRanges(two), [Float32Array.of(5, 6, 7), Float32Array.of(1, 2, 3, 4)])).to.deep.equal([
      [5, 7],
      [1, 4],
    ]);
    expect(() => activationRanges(two).push([new Float32Array(3)])).to.throw(Error, 'holds 3 and 4 samples, got 3');
  });

  it('takes any range tracker, one for each tensor', () => {
    const born: RangeAccumulator[] = [];
    const ranges = activationRanges(network, {
      tracker: () => {
        born.push(minMax());
        return born[born.length - 1];
      },
    });
    ranges.push(windows[0]);
    expect(born).to.have.lengthOf(4);
    expect([...ranges.value().values()].slice(0, 4)).to.deep.equal(born.map(t => t.value()));
  });

  it('goes on after save and restore, through JSON, as if nothing had happened', () => {
    const resumed = activationRanges(network);
    resumed.restore(JSON.parse(JSON.stringify(filled(windows.slice(0, 5)).save())));
    for (const window of windows.slice(5)) resumed.push(window);
    expect([...resumed.value()]).to.deep.equal([...filled(windows).value()]);
    expect(resumed.save()).to.deep.equal(filled(windows).save());
  });

  it('merges to the whole, in any order and grouping', () => {
    const whole = [...filled(windows).value()];
    const [a, b, c] = [windows.slice(0, 3), windows.slice(3, 4), windows.slice(4)].map(filled);
    b.merge(c);
    a.merge(b);
    expect([...a.value()]).to.deep.equal(whole);
    const other = filled(windows.slice(3));
    other.merge(filled(windows.slice(0, 3)));
    other.merge(activationRanges(network));
    expect([...other.value()]).to.deep.equal(whole);
    expect(other.windows).to.equal(12);
  });

  it('forgets everything on reset', () => {
    const ranges = filled(windows);
    ranges.reset();
    expect([...ranges.value()]).to.deep.equal([]);
    expect(ranges.windows).to.equal(0);
  });

  it('refuses windows of another size, and states of another network', () => {
    const ranges = activationRanges(network);
    expect(() => ranges.push(new Float32Array(5))).to.throw(Error, 'activationRanges: a window holds 6 samples, got 5');
    expect(() => ranges.push(frame(new Float32Array(8), { channels: 2 }))).to.throw(
      Error,
      'activationRanges: a window has 3 samples, got 4 at sample 0; reframe before calibration',
    );
    const info = streamInfo({ channels: 3, sampleRate: 10 });
    expect(() => ranges.push(frame(new Float32Array(9), { info, start: 5 }))).to.throw(Error, 'at t = 0.500 s');
    const other = activationRanges(sequential({ name: 'm', input: [2], layers: [flatten()] })).save();
    expect(() => ranges.restore(other)).to.throw(Error, 'activationRanges: expected the ranges of 5 tensors');
    const renamed = JSON.parse(JSON.stringify(ranges.save()).replace('flat', 'round')) as unknown;
    expect(() => ranges.restore(renamed)).to.throw(Error, 'activationRanges: expected tensor "flat", got "round"');
    expect(() => ranges.restore({ who: 'minMax', version: 1 })).to.throw(Error, 'cannot restore a state saved by');
  });
});
