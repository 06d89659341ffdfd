import { expect } from 'chai';
import { frame } from '../../lib/frame.js';
import { affine, muLaw } from '../../lib/quantizers/index.js';
import { random } from '../../lib/random.js';
import { range } from '../../lib/range.js';
import { sqnrTable } from '../../pipelines/index.js';

const generator = random(5);
const frames = Array.from({ length: 100 }, (_, k) =>
  frame(
    Float32Array.from({ length: 2000 }, () => 2 * generator.uniform() - 1),
    { channels: 2, start: k * 1000 },
  ),
);

describe('sqnrTable', () => {
  it('has a row for each trial and channel, measured beside predicted', async () => {
    const trials = [4, 8].flatMap(bits => [
      { name: 'uniform', bits, quantizer: affine({ bits }) },
      { name: 'muLaw', bits, quantizer: muLaw({ bits }) },
    ]);
    const rows = await sqnrTable(frames, range(-1, 1), trials);
    expect(rows.map(r => `${r.quantizer} ${r.bits} ${r.channel}`)).to.deep.equal([
      'uniform 4 ch0',
      'uniform 4 ch1',
      'muLaw 4 ch0',
      'muLaw 4 ch1',
      'uniform 8 ch0',
      'uniform 8 ch1',
      'muLaw 8 ch0',
      'muLaw 8 ch1',
    ]);
    // a uniform signal on its range, 2^b - 1 steps: 20 log10(2^b - 1) dB, less what the nudged zero point clips
    const uniform = rows.filter(r => r.quantizer === 'uniform' && r.channel === 'ch0');
    expect(uniform[0].predicted).to.be.closeTo(20 * Math.log10(15), 0.05);
    expect(uniform[1].sqnr).to.be.closeTo(20 * Math.log10(255), 0.1);
    // nearly all of 256 codes equally likely, the two at the ends half as often; 100,000 samples bias entropy by 0.002 bit
    expect(uniform[1].entropy).to.be.closeTo(8, 0.02);
    for (const r of rows.filter(row => row.bits === 8)) expect(r.sqnr).to.be.closeTo(r.predicted ?? NaN, 0.1);
  });

  it('refuses to try nothing', async () => {
    const message = await sqnrTable(frames, range(-1, 1), []).catch((e: unknown) => (e as Error).message);
    expect(message).to.equal('sqnrTable: trials must hold at least one quantizer, got none');
  });
});
