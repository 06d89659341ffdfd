import { expect } from 'chai';
import { FormatError } from '../../../../lib/errors.js';
import type { Layer } from '../../../../lib/network.js';
import { requirePadding } from '../../../../lib/ops/weighted/requirePadding.js';

describe('requirePadding', () => {
  const layer = { name: 'conv', type: 'conv2d' } as Layer;
  const inside = { first: 0, last: 3 };

  it('takes padding of the size of the plane, on either side', () => {
    expect(() => requirePadding(layer, [4, 4, 8], [{ first: -4, last: 7 }, inside])).not.to.throw();
    expect(() => requirePadding(layer, [4, 4, 8], [inside, inside])).not.to.throw();
  });

  it('refuses zeros beyond 16 planes and 2^20', () => {
    const most = 16 * 4 * 4 * 8 + 2 ** 20; // 1,050,624 = 32,832 rows of 4 x 8
    expect(() => requirePadding(layer, [4, 4, 8], [{ first: -(32_832 - 4), last: 3 }, inside])).not.to.throw();
    expect(() => requirePadding(layer, [4, 4, 8], [{ first: -(32_832 - 3), last: 3 }, inside])).to.throw(
      FormatError,
      `layer "conv": its input with padding may have ${most} entries, got ${most + 32}`,
    );
    expect(() => requirePadding(layer, [4, 4, 8], [inside, { first: 2 ** 28, last: 2 ** 40 }])).to.throw(FormatError);
  });
});
