import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, type RangedFrame, streamInfo } from '../../../lib/frame.js';
import { selectChannelsStage } from '../../../lib/framing/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 3, sampleRate: 10, names: ['x', 'y', 'z'], units: ['g', 'g', 'mV'] });
const three = (): Frame => ({
  ...frame(Float32Array.of(1, 2, 3, 4, 5, 6), { info, start: 7 }),
  gains: [1, 2, 4],
  missing: Uint8Array.of(0b100001), // x[0] and z[1]
});

describe('selectChannelsStage', () => {
  it('chooses, reorders and renames, with all that the channels carry', () => {
    const options = { channels: ['z', 0], names: ['up', 'x'], units: ['V', 'g'] };
    const ranged: RangedFrame = { ...three(), range: { min: [-1, -2, -3], max: [1, 2, 3] } };
    const [f] = run(selectChannelsStage(options), [ranged]);
    expect([...f.data]).to.deep.equal([5, 6, 1, 2]);
    expect(f).to.deep.include({ start: 7, length: 2, channels: 2, gains: [4, 1], missing: Uint8Array.of(0b0110) });
    expect(f).to.have.deep.property('range', { min: [-3, -1], max: [3, 1] });
    expect(f.info).to.deep.equal(streamInfo({ channels: 2, sampleRate: 10, names: ['up', 'x'], units: ['V', 'g'] }));
  });

  it('gives all frames of a stream one description', () => {
    const [a, b] = run(selectChannelsStage({ channels: ['y'] }), [three(), { ...three(), start: 9 }]);
    expect(a.info).to.equal(b.info);
  });

  it('refuses channels that are not there, and lists those that are', () => {
    const choose = (channel: string | number) => () => [
      ...run(selectChannelsStage({ channels: [channel] }), [three()]),
    ];
    expect(choose('w')).to.throw(DataError, 'there is no channel "w"; the stream has 3: x, y, z');
    expect(choose(3)).to.throw(DataError, 'there is no channel 3');
    expect(choose(-1)).to.throw(DataError, 'there is no channel -1');
  });

  it('refuses wrong options at the call', () => {
    expect(() => selectChannelsStage({ channels: [] })).to.throw(RangeError, 'one per chosen channel, got 0');
    expect(() => selectChannelsStage({ channels: [0], names: ['a', 'b'] })).to.throw(RangeError, 'names must be');
    expect(() => selectChannelsStage({ channels: 'xy' as never })).to.throw(TypeError, 'names or places');
  });

  stageLaws('selectChannelsStage', {
    make: () => selectChannelsStage({ channels: [1, 0, 1], names: ['a', 'b', 'c'] }),
    channels: 2,
  });
});
