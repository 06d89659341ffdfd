import { expect } from 'chai';
import { windowing } from '../../../../lib/ops/weighted/windowing.js';

const layer = { name: 'l', type: 'conv1d' } as const;

describe('windowing', () => {
  it('follows the TensorFlow rule: valid floor((n - span) / stride) + 1, same ceil(n / stride)', () => {
    for (let time = 1; time <= 12; time++) {
      for (let size = 1; size <= 4; size++) {
        for (let stride = 1; stride <= 4; stride++) {
          for (let dilation = 1; dilation <= 3; dilation++) {
            const span = dilation * (size - 1) + 1;
            const same = windowing(layer, { size, stride, dilation, padding: 'same' }, time);
            const total = Math.max((Math.ceil(time / stride) - 1) * stride + span - time, 0);
            expect(same).to.deep.equal({
              count: Math.ceil(time / stride),
              before: Math.floor(total / 2),
              padded: total > 0,
            });
            if (span > time) continue;
            // windows that lie wholly inside, counted
            const starts = Array.from({ length: time }, (_, t) => t * stride).filter(t => t + span <= time);
            const valid = windowing(layer, { size, stride, dilation, padding: 'valid' }, time);
            expect(valid).to.deep.equal({ count: starts.length, before: 0, padded: false });
          }
        }
      }
    }
  });
});
