import { expect } from 'chai';
import { FormatError, OptionRangeError } from '../../lib/errors.js';
import { intervalOf, loadRange, range, sameRange, saveRange, unionOf } from '../../lib/range.js';

describe('range', () => {
  it('is one interval, or one a channel', () => {
    expect(range(-1, 2)).to.deep.equal({ min: [-1], max: [2] });
    expect(range([-1, 0], [2, 0])).to.deep.equal({ min: [-1, 0], max: [2, 0] });
  });

  it('is frozen and copies the lists of the caller', () => {
    const min = [0, 0];
    const r = range(min, [1, 1]);
    min[0] = 9;
    expect(r.min).to.deep.equal([0, 0]);
    for (const part of [r, r.min, r.max]) expect(Object.isFrozen(part)).to.be.true;
  });

  it('refuses ends that are not finite or not in order, and says of which channel', () => {
    for (const [min, max, got] of [
      [1, -1, '[1, -1]'],
      [NaN, 1, '[NaN, 1]'],
      [0, Infinity, '[0, Infinity]'],
      [-Infinity, 0, '[-Infinity, 0]'],
    ] as const) {
      expect(() => range([0, min], [0, max])).to.throw(
        OptionRangeError,
        `range: channel 1 must have finite min <= max, got ${got}`,
      );
    }
  });

  it('refuses lists of two lengths, or of none', () => {
    expect(() => range([0, 0], [1])).to.throw(
      OptionRangeError,
      /^range: min and max must be of one length, got 2 and 1$/,
    );
    expect(() => range([], [])).to.throw(OptionRangeError, /got 0 and 0$/);
  });
});

describe('intervalOf', () => {
  it('is the interval of the channel, or the one for all', () => {
    expect(intervalOf(range([-1, -2], [1, 2]), 1)).to.deep.equal([-2, 2]);
    expect(intervalOf(range(-1, 1), 7)).to.deep.equal([-1, 1]);
  });
});

describe('unionOf', () => {
  it('covers all channels', () => {
    expect(unionOf(range([-1, -3, 0], [1, -2, 9]))).to.deep.equal([-3, 9]);
    expect(unionOf(range(4, 5))).to.deep.equal([4, 5]);
  });
});

describe('sameRange', () => {
  it('compares end for end, the sign of zero and NaN too', () => {
    expect(sameRange(range([1, 2], [3, 4]), range([1, 2], [3, 4]))).to.be.true;
    expect(sameRange(range([1, 2], [3, 4]), range([1, 2], [3, 5]))).to.be.false;
    expect(sameRange(range(1, 2), range([1, 1], [2, 2]))).to.be.false;
    expect(sameRange(range(0, 1), range(-0, 1))).to.be.false;
    expect(sameRange({ min: [NaN], max: [1] }, { min: [NaN], max: [1] })).to.be.true;
  });
});

describe('saveRange and loadRange', () => {
  it('carry ends that are not finite, as a tracker that propagates them has', () => {
    const r = { min: [NaN, -Infinity], max: [NaN, 3] };
    expect(loadRange('minMax', JSON.parse(JSON.stringify(saveRange(r))))).to.deep.equal(r);
  });

  it('carry a range through JSON', () => {
    for (const r of [range(-0.1, 1e300), range([-0, 2 ** -1074], [0, 1])]) {
      const loaded = loadRange('ema', JSON.parse(JSON.stringify(saveRange(r))));
      expect(sameRange(loaded, r)).to.be.true;
      expect(Object.isFrozen(loaded)).to.be.true;
    }
  });

  it('refuse what is no saved range', () => {
    for (const saved of [null, 7, {}, { min: [1] }, { min: [1], max: [1, 2] }, { min: ['1'], max: [2] }]) {
      expect(() => loadRange('ema', saved)).to.throw(FormatError, /^ema: expected /);
    }
    expect(() => loadRange('ema', { min: [0, 2], max: [0, 1] })).to.throw(
      FormatError,
      /^ema: the saved range has min > max in channel 1$/,
    );
    expect(() => loadRange('ema', { min: [], max: [] })).to.throw(FormatError, /^ema: the saved range has no channel$/);
  });
});
