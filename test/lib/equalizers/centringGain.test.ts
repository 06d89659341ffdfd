import { expect } from 'chai';
import { applyCentres, centringGain } from '../../../lib/equalizers/index.js';
import { decodeFrame } from '../../../lib/decode.js';
import { type Frame, frame } from '../../../lib/frame.js';
import { affine, encodeFrame, muLaw, type Quantizer, symmetric } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { toSensor } from '../../../lib/sensorDomain.js';
import { sketch } from '../../../lib/statistics/index.js';
import { recordings } from '../../recordings.js';

/** SQNR about the mean, dB, over [min, max], by definition. */
function measured(quantizer: Quantizer, f: Frame): number {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const x of f.data) [min, max, sum] = [Math.min(min, x), Math.max(max, x), sum + x];
  const decoded = toSensor(decodeFrame(encodeFrame(quantizer, f, quantizer.design({ min: [min], max: [max] })))).data;
  const original = toSensor(f).data;
  const mean = original.reduce((total, x) => total + x / f.length, 0);
  let [signal, noise] = [0, 0];
  original.forEach((x, i) => {
    signal += (x - mean) ** 2;
    noise += (x - decoded[i]) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

function gainOf(quantizer: Quantizer, f: Frame) {
  const counts = sketch();
  counts.push(f);
  return centringGain(quantizer, counts.value()[0]);
}

/** Offset's share of the power in percent; mu-law 255 at 8 bits raw and centred; uniform at 4, 6, 8 and 12 bits, dB: computed outside. */
const FIGURES = [
  ['emg/biosppy_emg.txt', 99.9999, -18.8, 36.5, [9.1, 20.8, 32.6, 57.8]],
  ['ecg/biosppy_ecg.txt', 99.92, 6.5, 38.0, [15.6, 27.9, 40.0, 64.3]],
  ['bio/biosppy_resp.txt', 93.0, 26.5, 38.0, [20.1, 32.4, 44.5, 68.6]],
  ['accel/biosppy_acc.txt 0', 96.6, 23.4, 38.2, [17.4, 29.8, 42.1, 66.2]],
  ['accel/biosppy_acc.txt 1', 98.2, 20.7, 37.9, [18.9, 31.4, 43.5, 67.8]],
  ['seismic/loc_RJOB20050801145719850.z', 0.0, 38.4, 38.4, [1.3, 15.1, 30.3, 54.0]],
  ['nab/machine_temperature_system_failure.csv', 97.5, 22.0, 37.9, [16.5, 29.0, 41.2, 65.3]],
] as const;

describe('centringGain', () => {
  for (const [name, share, raw, centred, uniform] of FIGURES) {
    it(`says of ${name} what mu-law gains: ${raw} dB raw, ${centred} centred`, function () {
      const [recording] = recordings(path => path === name.split(' ')[0], Infinity).filter(r => r.name === name);
      if (!recording) return this.skip();
      const f = frame(recording.samples);
      const found = gainOf(muLaw({ bits: 8 }), f);
      expect(100 * found.share).to.be.closeTo(share, 0.06);
      expect(measured(muLaw({ bits: 8 }), f)).to.be.closeTo(raw, 0.5);
      expect(measured(muLaw({ bits: 8 }), applyCentres(f, [found.centre]))).to.be.closeTo(centred, 0.5);
      expect(found.decibels).to.be.closeTo(centred - raw, 1);
      expect(found.advised).to.equal(share > 50);
      [4, 6, 8, 12].forEach((bits, k) => {
        // the figures' grids begin at min; those of affine are multiples of the step, so rest and counts may fall on levels
        const coarse = name.startsWith('emg') || (name.startsWith('seismic') && bits < 12);
        if (!coarse) expect(measured(affine({ bits }), f), `${bits} bits`).to.be.closeTo(uniform[k], 0.5);
        else expect(measured(affine({ bits }), f), `${bits} bits`).to.be.above(uniform[k] - 0.5);
        expect(gainOf(affine({ bits }), f).advised, `${bits} bits`).to.equal(false); // a free zero needs no centring
      });
    });
  }

  it('is what the halved range of symmetric codes gives: 20 log10 of the ratio of the peaks', () => {
    const g = random(41);
    const f = frame(Float32Array.from({ length: 100_000 }, () => 31 + 2 * g.uniform() - 1));
    const { share, decibels, advised, centre } = gainOf(symmetric({ bits: 10 }), f);
    expect(share).to.be.closeTo(31 ** 2 / (31 ** 2 + 1 / 3), 1e-5);
    expect(decibels).to.be.closeTo(20 * Math.log10(32), 0.1);
    expect([advised, Math.abs(centre - 31) < 0.01]).to.deep.equal([true, true]);
  });

  it('advises nothing for a signal without an offset, a constant or nothing', () => {
    const g = random(42);
    const f = frame(Float32Array.from({ length: 10_000 }, () => g.normal()));
    expect(gainOf(muLaw(), f).advised).to.equal(false);
    expect(gainOf(affine(), frame(new Float32Array(10).fill(5)))).to.deep.include({ decibels: 0, advised: false });
    const nothing = sketch();
    nothing.push(frame(new Float32Array(0)));
    expect(centringGain(muLaw(), nothing.value()[0])).to.deep.equal({
      centre: 0,
      share: 0,
      decibels: 0,
      advised: false,
    });
  });
});
