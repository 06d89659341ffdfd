import { expect } from 'chai';
import { frame, streamInfo } from '../../../lib/frame.js';
import { mapSamplesStage } from '../../../lib/framing/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('mapSamplesStage', () => {
  it('maps values of the sensor, with their channel and absolute index', () => {
    const info = streamInfo({ channels: 2, sampleRate: 10 });
    const f = { ...frame(Float32Array.of(2, 4, 1, 1), { info, start: 5 }), gains: [2, 1], centres: [0, 10] };
    const marked = { ...f, missing: Uint8Array.of(2), range: { min: [0], max: [4] } };
    const [out] = run(
      mapSamplesStage((value, channel, index) => value + 100 * channel + 1000 * index),
      [marked],
    );
    expect(out).to.deep.equal({
      ...{ data: Float32Array.of(5001, 6002, 5111, 6111), channels: 2, length: 2, start: 5, info },
      missing: Uint8Array.of(2),
    });
    expect(out.info).to.equal(info);
  });

  it('refuses what is no function', () => {
    expect(() => mapSamplesStage(3 as never)).to.throw(TypeError, 'mapSamples: map must be a function');
  });

  stageLaws('mapSamplesStage', { make: () => mapSamplesStage((x, c, i) => x * c + (i % 7)) });
});
