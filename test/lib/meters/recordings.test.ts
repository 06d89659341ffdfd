import { expect } from 'chai';
import { join } from 'node:path';
import { csv } from '../../../datasets/index.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { affine, encodeFrame, muLaw } from '../../../lib/quantizers/index.js';
import { minMax } from '../../../lib/ranges/index.js';
import { sharedData } from '../../sharedData.js';

const SIGNALS = {
  emg: 'emg/biosppy_emg.txt',
  ecg: 'ecg/biosppy_ecg.txt',
  resp: 'bio/biosppy_resp.txt',
  acc: 'accel/biosppy_acc.txt',
  edb: 'ecg/edb_e0103.csv',
  seismic: 'seismic/loc_RJOB20050801145719850.z',
  machine: 'nab/machine_temperature_system_failure.csv',
} as const;

/**
 * Recording and channel; the offset's share of the power in %; SQNR about the mean of 16, 64, 256 and 4096 levels from the smallest to
 * the largest sample, both of them levels; of mu-law 255 at 8 bits. Computed by another program, printed to 0.1 dB.
 */
const FIGURES = [
  ['emg', 0, 99.9999, [9.1, 20.8, 32.6, 57.8], -18.8],
  ['ecg', 0, 99.92, [15.6, 27.9, 40.0, 64.3], 6.5],
  ['resp', 0, 93.0, [20.1, 32.4, 44.5, 68.6], 26.5],
  ['acc', 0, 96.6, [17.4, 29.8, 42.1, 66.2], 23.4],
  ['acc', 1, 98.2, [18.9, 31.4, 43.5, 67.8], 20.7],
  ['edb', 0, 81.8, [15.7, 28.1, 40.3, 65.0], 30.3],
  ['seismic', 0, 0.0, [1.3, 15.1, 30.3, 54.0], 38.4],
  ['machine', 0, 97.5, [16.5, 29.0, 41.2, 65.3], 22.0],
] as const;

const cache = new Map<string, Promise<Frame>>();

/** A recording as one frame. */
function recording(folder: string, name: keyof typeof SIGNALS): Promise<Frame> {
  const read = async () => {
    const frames: Frame[] = [];
    for await (const f of csv(join(folder, 'signals', SIGNALS[name]))) frames.push(f);
    const [{ channels, info }] = frames;
    const length = frames.reduce((sum, f) => sum + f.length, 0);
    const data = new Float32Array(channels * length);
    for (const f of frames) {
      for (let c = 0; c < channels; c++) {
        data.set(f.data.subarray(c * f.length, (c + 1) * f.length), c * length + f.start);
      }
    }
    return frame(data, { channels, info });
  };
  const found = cache.get(name) ?? read();
  cache.set(name, found);
  return found;
}

/** Each sample on the nearest of so many levels from end to end of its channel. */
function onLevels(f: Frame, levels: number): Frame {
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) {
    const x = f.data.subarray(c * f.length, (c + 1) * f.length);
    const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))];
    const step = (high - low) / (levels - 1);
    x.forEach((v, i) => (data[c * f.length + i] = low + Math.floor((v - low) / step + 0.5) * step));
  }
  return { ...f, data };
}

function rangeOf(f: Frame) {
  const tracker = minMax();
  tracker.push(f);
  return tracker.value();
}

describe('SQNR of recordings', () => {
  for (const [name, channel, share, uniform, mu] of FIGURES) {
    it(`${name}, channel ${channel}: about the mean, as another program has it`, async function () {
      const folder = sharedData();
      if (folder === undefined) this.skip();
      const f = await recording(folder, name);
      for (const [k, bits] of [4, 6, 8, 12].entries()) {
        const meter = sqnrMeter();
        meter.push({ reference: f, test: onLevels(f, 2 ** bits) });
        const figures = meter.value().channels[channel];
        expect(100 * figures.offsetShare).to.be.closeTo(share, 0.06);
        expect(figures.sqnr, `${bits} bits`).to.be.closeTo(uniform[k], 0.1);
      }
      const rule = muLaw({ bits: 8, axis: 'channel' });
      const meter = sqnrMeter();
      meter.push(comparisonOf(encodeFrame(rule, f, rule.design(rangeOf(f)))));
      expect(meter.value().channels[channel].sqnr, 'mu-law').to.be.closeTo(mu, 0.1);
    });
  }

  it('under the uniform quantizer, whose grid goes through 0: within 0.5 dB where the steps are finer than the sensor', async function () {
    const folder = sharedData();
    if (folder === undefined) this.skip();
    for (const [name, channel, , uniform] of FIGURES) {
      // the grids of EMG and edb_e0103 are as coarse as the quantizer's, seismic noise is finer than its steps at 4 and 6 bits
      if (name === 'edb' || name === 'emg' || name === 'seismic') continue;
      const f = await recording(folder, name);
      for (const [k, bits] of [4, 6, 8, 12].entries()) {
        const rule = affine({ bits, axis: 'channel', zero: 'free' });
        const meter = sqnrMeter();
        meter.push(comparisonOf(encodeFrame(rule, f, rule.design(rangeOf(f)))));
        expect(meter.value().channels[channel].sqnr, `${name} ${bits}`).to.be.closeTo(uniform[k], 0.5);
      }
    }
  });

  it('gives the ECG 27.9 dB of 6 bits, and 38.8 from 0.5 to 40 Hz', async function () {
    const folder = sharedData();
    if (folder === undefined) this.skip();
    const f = await recording(folder, 'ecg');
    const info = streamInfo({ channels: 1, sampleRate: 1000 });
    const pair = { reference: { ...f, info }, test: { ...onLevels(f, 64), info } };
    const [whole, band] = [sqnrMeter(), sqnrMeter({ band: [0.5, 40] })];
    whole.push(pair);
    band.push(pair);
    expect(whole.value().total.sqnr).to.be.closeTo(27.9, 0.1);
    expect(band.value().total.sqnr).to.be.closeTo(38.8, 0.5);
  });

  it('says 70 dB of an EMG that keeps 9 where the offset counts as signal', async function () {
    const folder = sharedData();
    if (folder === undefined) this.skip();
    const f = await recording(folder, 'emg');
    const meter = sqnrMeter();
    meter.push({ reference: f, test: onLevels(f, 16) });
    const [{ sqnr, sqnrWithOffset, mean, variance }] = meter.value().channels;
    expect(mean).to.be.closeTo(2053.7, 0.05);
    expect(Math.sqrt(variance)).to.be.closeTo(2.0, 0.06);
    expect(sqnr).to.be.closeTo(9.1, 0.1);
    expect(sqnrWithOffset - sqnr).to.be.closeTo(60.2, 0.1); // 20 log10(2053.7 / 2.007)
  });
});
