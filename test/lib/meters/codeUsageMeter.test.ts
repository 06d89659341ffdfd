import { expect } from 'chai';
import { join } from 'node:path';
import { csv } from '../../../datasets/index.js';
import { type Frame, frame } from '../../../lib/frame.js';
import { codeUsageMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame, g711, quantizeStage } from '../../../lib/quantizers/index.js';
import { levelsOf, type MemorylessParams } from '../../../lib/decode.js';
import { run } from '../../../lib/stage.js';
import { minMax } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';
import { sharedData } from '../../sharedData.js';

const quantizer = affine({ bits: 8 });
const unitSteps = affineParams({ scale: 1, bits: 4 }); // codes -8 ... 7
const code = (f: Frame) => encodeFrame(quantizer, f, unitSteps);
const measured = (...x: number[]) => {
  const meter = codeUsageMeter();
  meter.push(code(frame(Float32Array.from(x))));
  return meter.value()[0];
};

describe('codeUsageMeter', () => {
  it('counts codes, and their entropy', () => {
    const usage = measured(0, 0, 0, 0, 1, 1, 2, 3); // 1/2, 1/4, 1/8, 1/8: 1.75 bits
    expect(usage).to.include({
      samples: 8,
      used: 4,
      unused: 12,
      entropy: 1.75,
      usedWidth: 2,
      endRate: 0,
    });
    expect([usage.codes[0], usage.codes[15]]).to.deep.equal([-8, 7]);
    expect(Array.from(usage.counts)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0, 4, 2, 1, 1, 0, 0, 0, 0]);
  });

  it('shows the bit that a range twice too wide loses', () => {
    const ramp = frame(Float32Array.from({ length: 4096 }, (_, i) => (i + 0.5) / 2048 - 1)); // evenly over [-1, 1]
    const lost = (range: number) => {
      const half = affine({ bits: 8, span: 'halfOpen' });
      const meter = codeUsageMeter();
      meter.push(encodeFrame(half, ramp, half.design({ min: [-range], max: [range] })));
      return meter.value()[0];
    };
    expect(lost(1).bitsLost).to.equal(0);
    // 129 codes of 256, as both ends are rounded to: log2(256 / 129)
    expect(lost(2).bitsLost).to.equal(Math.log2(256 / 129));
    expect(lost(4).bitsLost).to.equal(Math.log2(256 / 65));
    expect(lost(1).entropy - lost(2).entropy).to.be.closeTo(1, 0.01); // two half codes at the ends
  });

  it('tells samples at an end from clipped ones', () => {
    const usage = measured(-8, -9, 7, 7.4, 0, 20, 1, 2);
    expect(usage.endRate).to.equal(5 / 8);
    expect(usage.clipRate).to.equal(2 / 8);
    const { reference, ...sent } = code(frame(Float32Array.of(20)));
    expect(reference).to.exist;
    const meter = codeUsageMeter();
    meter.push(sent);
    expect(meter.value()[0].clipRate).to.be.NaN;
  });

  it('orders the codes of telephone laws by level', () => {
    // mu-law: 0x00 -32124 ... 0x7F and 0xFF 0 ... 0x80 32124. The lowest, one of each zero, the highest but one
    const meter = codeUsageMeter();
    const rule = g711();
    const [q] = [
      ...run(quantizeStage({ quantizer: rule, range: [-1, 1] }), [frame(Float32Array.of(-32124, -1, 3, 31100))]),
    ];
    meter.push(q);
    const [usage] = meter.value();
    const levels = levelsOf(q.params as MemorylessParams);
    expect([...levels].map((_, k) => k)).to.have.length(256);
    for (let k = 1; k < 256; k++) {
      expect(levels[usage.codes[k] - q.params.qmin]).to.be.at.least(levels[usage.codes[k - 1] - q.params.qmin]);
    }
    expect(usage.counts[0]).to.equal(1); // -32124
    expect(usage.counts[254]).to.equal(1); // 31100
    expect(usage).to.include({ used: 4, endRate: 1 / 4 });
    expect(usage.bitsLost).to.equal(Math.log2(256 / 255));
    const again = codeUsageMeter();
    again.restore(JSON.parse(JSON.stringify(meter.save())));
    expect(again.value()).to.deep.equal(meter.value());
  });

  it('refuses codes of another width', () => {
    const meter = codeUsageMeter();
    meter.push(code(frame(Float32Array.of(1))));
    const wider = encodeFrame(quantizer, frame(Float32Array.of(1), { start: 1 }), affineParams({ scale: 1, bits: 5 }));
    expect(() => meter.push(wider)).to.throw(Error, 'must stay in [-8, 7]');
  });

  it('refuses a saved state that counts less than nothing', () => {
    const meter = codeUsageMeter();
    meter.push(code(frame(Float32Array.of(1))));
    const saved = JSON.parse(JSON.stringify(meter.save())) as { counts: number[] };
    saved.counts[0] = -1;
    expect(() => codeUsageMeter().restore(saved)).to.throw(Error, 'damaged');
  });

  it('says of a muscle at the level of its noise how few of the codes of 8 bits are used', async function () {
    const folder = sharedData();
    if (folder === undefined) this.skip();
    const frames: Frame[] = [];
    for await (const f of csv(join(folder, 'signals', 'emg', 'biosppy_emg.txt'))) frames.push(f);
    const range = minMax();
    const occurrences = new Map<number, number>();
    for (const f of frames) {
      range.push(f);
      for (const x of f.data) occurrences.set(x, (occurrences.get(x) ?? 0) + 1);
    }
    const usage = (zero: 'keep' | 'free') => {
      const rule = affine({ bits: 8, zero });
      const params = rule.design(range.value());
      const meter = codeUsageMeter();
      for (const f of frames) meter.push(encodeFrame(rule, f, params));
      return meter.value()[0];
    };
    let entropy = 0; // of the converter's own codes
    for (const n of occurrences.values()) entropy -= (n / 100_000) * Math.log2(n / 100_000);
    expect(occurrences.size).to.equal(33);
    expect(entropy).to.be.closeTo(3.01359, 5e-6); // counted by another program
    // a range of its own: each of the converter's codes has one of the 256, and nothing is lost
    const free = usage('free');
    expect(free).to.include({ samples: 100_000, used: 33, unused: 223 });
    expect(free.entropy).to.be.closeTo(entropy, 1e-12);
    expect(free.usedWidth).to.equal(Math.log2(33));
    // a range that holds 0 spends the codes on the converter's offset: steps of 2071 / 255, samples from 2037 to 2071 are 251 to
    // 255 of them, and 0.37 bits of information is left
    const kept = usage('keep');
    expect(kept.used).to.equal(5);
    expect(kept.entropy).to.be.closeTo(0.36883, 5e-6); // counted by another program
    expect(kept.bitsLost).to.equal(Math.log2(256 / 5));
  });

  accumulatorLaws('codeUsageMeter', { make: codeUsageMeter, input: code });
});
