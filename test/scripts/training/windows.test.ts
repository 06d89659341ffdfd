import { expect } from 'chai';
import { windowsOf } from '../../../scripts/training/windows.js';

describe('windowsOf', () => {
  it('gives windows of time by channel, each of one activity, all activities about as often', () => {
    const { inputs, labels, count } = windowsOf(50, 20);
    expect(inputs).to.have.length(count * 64 * 3);
    expect(labels).to.have.length(count);
    for (let k = 0; k < 4; k++) expect(labels.filter(l => l === k).length / count).to.be.closeTo(0.25, 0.02);
  });

  it('gives other windows for other seeds, the same ones again for the same', () => {
    expect(windowsOf(1, 1)).to.deep.equal(windowsOf(1, 1));
    expect(windowsOf(1, 1).inputs).to.not.deep.equal(windowsOf(2, 1).inputs);
  });
});
