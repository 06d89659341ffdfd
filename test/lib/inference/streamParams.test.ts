import { expect } from 'chai';
import { FormatError, OptionRangeError } from '../../../lib/errors.js';
import { streamParams } from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';

const half = affineParams({ scale: 0.5, zeroPoint: 1 });
const twice = affineParams({ scale: 2, zeroPoint: -3 });
const a = { name: 'a', shape: [8, 2], params: half };
const b = { name: 'b', shape: [1], params: twice };

describe('streamParams', () => {
  it('is the params of the input, where there is one or all have the same', () => {
    expect(streamParams({ inputs: [a] })).to.equal(half);
    expect(streamParams({ inputs: [a, { ...b, params: { ...half } }] })).to.equal(half);
  });

  it('has one entry a channel, input behind input', () => {
    expect(streamParams({ inputs: [a, b] })).to.deep.equal({ ...half, scale: [0.5, 0.5, 2], zeroPoint: [1, 1, -3] });
  });

  it('follows the channels that inputs read; others take the params of the first', () => {
    const names = ['u', 'v', 'w', 'x'];
    const params = streamParams({ inputs: [a, b] }, { inputs: { a: [3, 'u'], b: ['v'] }, names });
    expect(params).to.deep.equal({ ...half, scale: [0.5, 2, 0.5, 0.5], zeroPoint: [1, -3, 1, 1] });
  });

  it('refuses what one stream cannot hold', () => {
    const names = ['u', 'v'];
    const chosen = (inputs: Record<string, (number | string)[]>) => () =>
      streamParams({ inputs: [a, b] }, { inputs, names });
    expect(chosen({ a: [0, 1], b: [1] })).to.throw(OptionRangeError, 'in one encoding, got two for 1');
    expect(chosen({ a: [0, 1], b: ['w'] })).to.throw(
      OptionRangeError,
      'names must have one channel "w", which input "b"',
    );
    expect(chosen({ a: [0, 1] })).to.throw(OptionRangeError, 'streamParams: inputs must name 1 channels for "b"');
    const wide = { ...b, params: affineParams({ bits: 16, scale: 2, zeroPoint: 0 }) };
    expect(() => streamParams({ inputs: [a, wide] })).to.throw(FormatError, 'of codes of one width, got 8-bit codes');
    expect(() => streamParams({ inputs: [{ name: 'a', shape: [8, 2] }] })).to.throw(
      OptionRangeError,
      'streamParams: the network must take codes, got real numbers',
    );
  });
});
