import { expect } from 'chai';
import { dense, sequential } from '../../../lib/network.js';
import { crossJudge } from '../../../lib/ptq/index.js';
import { random } from '../../../lib/random.js';

const network = sequential({
  name: 'n',
  input: [3],
  layers: [dense({ units: 8, activation: 'relu' }), dense({ units: 2 })],
});
const generator = random(9);
const recordings = Array.from({ length: 7 }, () =>
  Array.from({ length: 20 }, () => [new Float32Array(3).map(() => generator.normal())]),
);
const labels = recordings.map(recording => recording.map(() => 0));

describe('crossJudge', () => {
  it('judges every window once in each draw, and gives means and the worst', () => {
    const { draws, mean, worst } = crossJudge(network, recordings, { labels, draws: 3, windows: 30 });
    expect(draws.map(draw => draw.windows)).to.deep.equal([140, 140, 140]);
    const outputs = draws.map(({ output }) => output);
    expect(mean.output).to.be.closeTo((outputs[0] + outputs[1] + outputs[2]) / 3, 1e-12);
    expect(worst.output).to.equal(Math.min(...outputs));
    expect(worst.inputClipped).to.equal(Math.max(...draws.map(draw => draw.inputClipped)));
    const coarse = crossJudge(network, recordings, { windows: 30, recipe: { activations: { bits: 3 } } });
    expect(coarse.mean.output).to.be.below(mean.output);
  });

  it('is the same for the same seed, and deals anew for another', () => {
    const judged = (seed: number) => crossJudge(network, recordings, { draws: 1, windows: 10, seed }).mean.output;
    expect(judged(4)).to.equal(judged(4));
    expect(judged(4)).to.not.equal(judged(5));
  });

  it('never calibrates on what it judges: a recording that is larger than all others is clipped', () => {
    const loud = [...recordings.slice(1), recordings[0].map(([x]) => [x.map(v => 50 * v)])];
    expect(crossJudge(network, loud, { draws: 1 }).mean.inputClipped).to.be.above(0.1);
  });

  it('refuses a single recording', () => {
    expect(() => crossJudge(network, recordings.slice(0, 1))).to.throw(
      RangeError,
      'recordings must hold two or more, got 1',
    );
  });
});
