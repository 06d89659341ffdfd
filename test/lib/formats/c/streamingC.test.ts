import { expect } from 'chai';
import { exportC, streamNetwork } from '../../../../lib/network.js';
import { quantized, randomNetwork } from '../../streaming/randomNetwork.js';
import { hasCompiler } from './compiledC.js';
import { expectSameInC } from './expectSameInC.js';

describe('exportC of streaming networks', () => {
  it('gives the codes of compile, with windows kept in place, turns and running sums', function () {
    if (!hasCompiler()) this.skip();
    this.timeout(120_000);
    const cases = Array.from({ length: 16 }, (_, seed) => seed).flatMap(seed => {
      const network = quantized(randomNetwork(seed));
      try {
        exportC(network);
      } catch {
        return []; // a layer that there is no C for
      }
      return [streamNetwork(network, { hop: 1 + (seed % 5) })];
    });
    const types = new Set(
      cases.flatMap(({ layers }) => layers.map(layer => ('every' in layer ? `${layer.type} ${layer.every > 1}` : ''))),
    );
    expect([...types]).to.include.members([
      'timeWindow false',
      'timeWindow true',
      'runningSum false',
      'runningSum true',
    ]);
    expectSameInC(cases);
  });
});
