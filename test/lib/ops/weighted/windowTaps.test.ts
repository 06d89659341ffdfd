import { expect } from 'chai';
import { windowing } from '../../../../lib/ops/weighted/windowing.js';
import { windowTaps } from '../../../../lib/ops/weighted/windowTaps.js';

describe('windowTaps', () => {
  it('is the run of taps that a test of every tap finds inside', () => {
    const paddings = ['same', [0, 0], [3, 0], [0, 4], [2, 5], [-1, 2], [7, -1]] as const;
    for (const padding of paddings) {
      for (let length = 1; length <= 6; length++) {
        for (let size = 1; size <= 4; size++) {
          for (let stride = 1; stride <= 3; stride++) {
            for (let dilation = 1; dilation <= 3; dilation++) {
              const windows = { size, stride, dilation, padding };
              const margins = padding === 'same' ? [99, 99] : padding;
              if (dilation * (size - 1) + 1 > length + margins[0] + margins[1]) continue;
              const along = windowing({ name: 'l', type: 'conv1d' }, windows, length);
              const taps = windowTaps(along, windows, length);
              expect(taps.length).to.equal(2 * along.count);
              for (let k = 0; k < along.count; k++) {
                const inside = Array.from({ length: size }, (_, tap) => tap).filter(tap => {
                  const entry = k * stride - along.before + tap * dilation;
                  return entry >= 0 && entry < length;
                });
                const run = Array.from({ length: taps[2 * k + 1] - taps[2 * k] }, (_, i) => taps[2 * k] + i);
                expect(run, JSON.stringify({ length, ...windows, k })).to.deep.equal(inside);
              }
            }
          }
        }
      }
    }
  });
});
