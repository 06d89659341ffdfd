import { expect } from 'chai';
import { affineParams } from '../../lib/quantizers/index.js';
import { networkQuantization } from '../../pipelines/index.js';
import { levels, steps } from './twoLevels.js';

describe('networkQuantization', () => {
  it('calibrates on the windows of a stream', async () => {
    const network = await networkQuantization(levels, steps(-1, 0.5, 3));
    expect(network.arithmetic).to.equal('integer');
    const { scale, zeroPoint } = network.inputs[0].params;
    expect(scale[0]).to.equal(Math.fround(4 / 255)); // range [-1, 3]
    expect(zeroPoint[0]).to.equal(-128 + 64); // -128 + 1 / (4 / 255) = -64.25
  });

  it("takes the sensor's own parameters for the input", async () => {
    const input = affineParams({ scale: 1 / 64, zeroPoint: 3 });
    const network = await networkQuantization(levels, steps(-1, 1), { input });
    expect(network.inputs[0].params).to.deep.equal(input);
  });

  it('refuses a stream without a whole window', async () => {
    const message = await networkQuantization(levels, []).catch((e: unknown) => (e as Error).message);
    expect(message).to.equal('networkQuantization: the stream must hold at least one window of 4 samples, got none');
  });
});
