import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { checkFinite } from '../../../lib/quantizers/checkFinite.js';

describe('checkFinite', () => {
  const info = streamInfo({ channels: 2, sampleRate: 10, names: ['left', 'right'] });

  it('lets finite samples pass, the largest and none at all', () => {
    checkFinite('test', frame(Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38, 0, -0)));
    checkFinite('test', frame(new Float32Array(0)));
  });

  it('says which channel is not finite, and when', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const f = frame(Float32Array.of(1, 2, 3, 4, bad, 6), { info, start: 30 });
      expect(() => checkFinite('test', f))
        .to.throw(DataError, `test: channel right is ${bad} at t = 3.100 s; its parameters come from the samples`)
        .with.property('code', 'data-non-finite');
    }
  });
});
