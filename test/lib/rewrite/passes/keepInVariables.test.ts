import { expect } from 'chai';
import { dialects, keepInVariables, streamNetwork } from '../../../../lib/network.js';
import { quantized, randomNetwork } from '../../streaming/randomNetwork.js';
import { sameAsWindows } from '../../streaming/sameAsWindows.js';

describe('keepInVariables', () => {
  it('keeps windows and running sums of random networks in variables, bit for bit', function () {
    this.timeout(0);
    let [values, queues] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const float = randomNetwork(seed);
      for (const network of [float, quantized(float)]) {
        for (const hop of [1, 3, 4]) {
          const streaming = streamNetwork(network, { hop });
          const kept = keepInVariables.run(streaming);
          const types = kept.layers.map(({ type }) => type);
          expect(types, `seed ${seed}`).not.to.include('timeWindow');
          expect(types, `seed ${seed}`).not.to.include('runningSum');
          if (streaming.layers.some(layer => layer.type === 'timeWindow' && layer.every > 1)) queues++;
          const compared = sameAsWindows(network, kept, { dialect: dialects.tflm, windows: 6, moved: true });
          expect(compared.differences, `seed ${seed}, hop ${hop}, ${network.arithmetic}`).to.equal(0);
          values += compared.values;
        }
      }
    }
    expect(values).to.be.above(1000);
    expect(queues).to.be.above(0);
  });

  it('leaves networks without windows as they are', () => {
    const network = randomNetwork(0);
    expect(keepInVariables.run(network)).to.equal(network);
  });
});
