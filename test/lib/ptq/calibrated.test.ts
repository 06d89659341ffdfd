import { expect } from 'chai';
import { dense, sequential } from '../../../lib/network.js';
import { activationRanges, calibrated, recipeTrackers } from '../../../lib/ptq/index.js';
import { random } from '../../../lib/random.js';

const network = sequential({ name: 'n', input: [2], layers: [dense({ units: 3 }), dense({ units: 2 })] });
const generator = random(5);
const windows = Array.from({ length: 40 }, () => [new Float32Array(2).map(() => generator.normal())]);

describe('calibrated', () => {
  it('is what the trackers find over all windows', () => {
    const ranges = activationRanges(network, { tracker: recipeTrackers(network) });
    for (const [window] of windows) ranges.push(window);
    expect([...calibrated(network, windows)]).to.deep.equal([...ranges.value()]);
  });
});
