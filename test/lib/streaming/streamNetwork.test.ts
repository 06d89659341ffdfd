import { expect } from 'chai';
import { type AnyNetwork, type Dialect, dialects, lower, streamNetwork } from '../../../lib/network.js';
import { quantized, randomNetwork, shifted, widened } from './randomNetwork.js';
import { sameAsWindows } from './sameAsWindows.js';

/** Random networks that are tried; STREAMING_NETWORKS=1000 tries more. */
const COUNT = Number(process.env.STREAMING_NETWORKS ?? 40);
const FIRST = Number(process.env.STREAMING_FIRST ?? 0);

function runsIn(network: AnyNetwork, dialect: Dialect): boolean {
  try {
    return lower(network, { dialect }).calls.length > 0;
  } catch {
    return false;
  }
}

describe('streamNetwork', () => {
  it(`gives what windows give, bit for bit, for ${COUNT} random networks in int8, 16x8 and float`, function () {
    this.timeout(0);
    let values = 0;
    const names = Object.values(dialects);
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const float = randomNetwork(seed);
      const int8 = quantized(float);
      const window = float.inputs[0].shape.at(-2) ?? 1;
      for (const hop of [1, 2, 3, 4, 5 + (seed % 8), 16].filter(h => h <= window)) {
        const windows = 3 + (seed % 3) + Math.ceil(12 / hop);
        const dialect = names[(seed + hop) % names.length];
        for (const [what, network] of [
          ['float', float],
          ['int8', dialect.name === 'shift' ? shifted(int8) : int8],
          ['16x8', widened(int8)],
        ] as const) {
          if (what === 'float' && hop > 3) continue;
          // means of other than 2^k columns, and 16 bits, are not computed by shifts
          const own = runsIn(network, dialect) ? dialect : dialects.tflm;
          const streaming = streamNetwork(network, { hop });
          const moved = seed % 8 === 0;
          const { differences, values: compared } = sameAsWindows(network, streaming, { dialect: own, windows, moved });
          values += compared;
          expect(differences, `seed ${seed}, ${what}, hop ${hop}, ${own.name}`).to.equal(0);
        }
      }
    }
    expect(values).to.be.above(COUNT);
  });
});
