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

  it('takes centres off before a trial that names them, and says so', async () => {
    const offset = frames.map(f => ({ ...f, data: f.data.map((x, i) => x + (i < 1000 ? 64 : 0)) }));
    const quantizer = muLaw({ bits: 8 });
    const rows = await sqnrTable(offset, range([63, -1], [65, 1]), [
      { name: 'raw', bits: 8, quantizer },
      { name: 'centred', bits: 8, quantizer, centres: [64, 0] },
    ]);
    expect(rows.map(r => r.centre)).to.deep.equal([0, 0, 64, 0]);
    const [, plain, centred, same] = rows.map(r => r.sqnr);
    expect(centred).to.be.closeTo(plain, 0.2); // the same uniform noise in both channels
    expect(same).to.equal(plain);
  });

  it('refuses to try nothing', async () => {
    const message = await sqnrTable(frames, range(-1, 1), []).catch((e: unknown) => (e as Error).message);
    expect(message).to.equal('sqnrTable: trials must hold at least one quantizer, got none');
  });
});
