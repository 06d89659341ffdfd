import { expect } from 'chai';
import {
  averagePool1d,
  conv1d,
  dense,
  flatten,
  foldGains,
  type FloatNetwork,
  relu,
  sequential,
} from '../../../lib/network.js';
import { compile, slidingStage } from '../../../lib/network.js';
import { frame } from '../../../lib/frame.js';
import { isWeighted } from '../../../lib/graph/tensor.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';

const [TIME, CHANNELS] = [8, 3];
const gains = [0.37, 12.5, 3];
const centres = [1.5, -0.25, 7];

/** Output of a network for one window, shape (channels, time). */
function output(network: FloatNetwork, data: Float32Array): Float32Array {
  return [...run(slidingStage(compile(network)), [frame(data, { channels: CHANNELS })])][0].data as Float32Array;
}

function window(seed: number): Float32Array {
  const generator = random(seed);
  return Float32Array.from({ length: TIME * CHANNELS }, () => generator.normal());
}

function moved(x: Float32Array): Float32Array {
  return x.map((v, i) => (v - centres[Math.floor(i / TIME)]) * gains[Math.floor(i / TIME)]);
}

const networks = {
  'a valid convolution': [conv1d({ filters: 4, kernel: 3 }), flatten()],
  'a dense layer behind flatten': [flatten(), dense({ units: 5 })],
  'a convolution behind a pool': [averagePool1d({ size: 2 }), conv1d({ filters: 4, kernel: 2 }), flatten()],
};

describe('foldGains', () => {
  for (const [name, layers] of Object.entries(networks)) {
    it(`folds gains and centres into ${name}, equal within float rounding`, () => {
      const network = sequential({ name: 'n', input: [TIME, CHANNELS], layers, seed: 7 });
      const folded = foldGains(network, { gains, centres });
      const weights = network.layers.flatMap(l => (isWeighted(l) ? [...l.weights.data] : []));
      const largest = Math.max(...weights.map(Math.abs));
      for (let seed = 0; seed < 50; seed++) {
        const x = window(seed);
        const [wanted, got] = [output(network, moved(x)), output(folded, x)];
        // each of at most 24 products has the rounding of the input and of the weight, each sum and bias one more: 2^-24 each
        const magnitude = Math.max(...moved(x).map(Math.abs)) + 7 * 3 + 12.5 * 5;
        const bound = 24 * largest * magnitude * 5 * 2 ** -24;
        wanted.forEach((y, i) => expect(got[i], `seed ${seed}`).to.be.closeTo(y, bound));
      }
    });
  }

  it('is exact for power-of-two gains, also under padding', () => {
    const layers = [conv1d({ filters: 4, kernel: 3, padding: 'same' }), relu(), flatten(), dense({ units: 2 })];
    const network = sequential({ name: 'n', input: [TIME, CHANNELS], layers, seed: 8 });
    const x = window(3);
    const scaled = x.map((v, i) => v * [0.5, 8, 1][Math.floor(i / TIME)]);
    expect(output(foldGains(network, { gains: [0.5, 8, 1] }), x)).to.deep.equal(output(network, scaled));
  });

  it('refuses centres under padding, layers that cannot take gains in, and lists that do not fit', () => {
    const make = (...layers: Parameters<typeof sequential>[0]['layers']) =>
      sequential({ name: 'n', input: [TIME, CHANNELS], layers });
    const padded = make(conv1d({ filters: 1, kernel: 3, padding: 'same' }));
    expect(() => foldGains(padded, { gains: [1], centres })).to.throw('centres do not fold');
    expect(() => foldGains(make(relu(), flatten(), dense({ units: 1 })), { gains })).to.throw(
      'dense and conv1d layers only',
    );
    expect(() => foldGains(make(flatten()), { gains })).to.throw('dense and conv1d layers only');
    expect(() => foldGains(padded, { gains: [1, 2] })).to.throw(RangeError, 'gains must hold 1 or 3');
    expect(() => foldGains(padded, { gains: [0] })).to.throw(RangeError, 'gains[0]');
  });
});
