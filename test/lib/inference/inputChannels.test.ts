import { expect } from 'chai';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { inputChannels, type InputChannels } from '../../../lib/inference/inputChannels.js';
import { affineParams } from '../../../lib/quantizers/index.js';

const inputs = [
  { name: 'a', shape: [8, 2] },
  { name: 'b', shape: [1] },
];
const info = streamInfo({
  channels: 4,
  sampleRate: 5,
  epoch: 7n,
  names: ['p', 'q', 'r', 'r'],
  units: ['g', 'V', 's', 'm'],
});
const f = frame(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), { info, start: 9 });
const parts = (chosen: InputChannels) => inputChannels('infer', inputs, chosen)(f);

describe('inputChannels', () => {
  it('makes a frame of the channels of each input, with their names, units, rate and place in time', () => {
    const [a, b] = parts({ a: ['q', 'p'], b: [3] });
    expect([[...a.data], a.channels, a.length, a.start]).to.deep.equal([[3, 4, 1, 2], 2, 2, 9]);
    expect(a.info).to.deep.equal(
      streamInfo({ channels: 2, sampleRate: 5, epoch: 7n, names: ['q', 'p'], units: ['V', 'g'] }),
    );
    expect([...b.data]).to.deep.equal([7, 8]);
  });

  it('copies nothing where channels lie side by side, nor anything where one input takes all', () => {
    const [a] = parts({ a: [1, 2], b: [0] });
    expect(a.data.buffer).to.equal(f.data.buffer);
    const whole = inputChannels('infer', [{ name: 'a', shape: [8, 4] }]);
    expect(whole(f)[0]).to.equal(f);
  });

  it('gives channels of codes their own params, one entry where those are equal', () => {
    const params = affineParams({ scale: [0.5, 1, 1, 2], zeroPoint: [0, 3, 3, 0] });
    const codes: QFrame = { ...f, data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8), params, clipped: 0 };
    const split = inputChannels('infer', inputs, { a: [1, 2], b: [3] });
    const [a, b] = split(codes) as QFrame[];
    expect([a.params, b.params]).to.deep.equal([
      { ...params, scale: [1], zeroPoint: [3] },
      { ...params, scale: [2], zeroPoint: [0] },
    ]);
    expect((split(codes)[0] as QFrame).params).to.equal(a.params); // made once
    const [mixed] = inputChannels('infer', inputs, { a: [0, 1], b: [3] })(codes) as QFrame[];
    expect(mixed.params).to.deep.equal({ ...params, scale: [0.5, 1], zeroPoint: [0, 3] });
  });

  it('refuses options that do not fit the network, at the call', () => {
    const make = (chosen: unknown) => () => inputChannels('infer', inputs, chosen as InputChannels);
    expect(make({ a: [0, 1] })).to.throw(OptionRangeError, 'infer: inputs must name 1 channels for "b", got undefined');
    expect(make({ a: [0], b: [1] })).to.throw(OptionRangeError, 'infer: inputs must name 2 channels for "a", got 1');
    expect(make({ a: [0, -1], b: [1] })).to.throw(OptionRangeError, 'infer: channel for "a" in inputs must be');
    expect(make({ a: [0, true], b: [1] })).to.throw(OptionTypeError, 'by index or name; got true');
    expect(make({ a: [0, 1], b: [1], c: [0] })).to.throw(
      OptionRangeError,
      'infer: inputs must name inputs of the network, a, b; got "c"',
    );
  });

  it('ends a stream that has not the channels', () => {
    expect(() => parts({ a: [0, 4], b: [1] })).to.throw(
      DataError,
      'infer: frame at t = 1.800 s (1970-01-01T00:00:01.800Z) must have one channel 4, which input "a" reads, got p, q, r, r',
    );
    expect(() => parts({ a: [0, 's'], b: [1] })).to.throw(DataError, 'must have one channel "s", which input "a"');
    expect(() => parts({ a: [0, 'r'], b: [1] })).to.throw(DataError, 'must have one channel "r", which input "a"');
    expect(() => inputChannels('infer', inputs)(f)).to.throw(
      DataError,
      'infer: frame at t = 1.800 s (1970-01-01T00:00:01.800Z) has 4 channels, the model takes 3: 2 for "a", 1 for "b"',
    );
  });
});
