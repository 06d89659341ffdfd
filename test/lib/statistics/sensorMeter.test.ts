import { expect } from 'chai';
import { frame, streamInfo } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { type SensorFigures, sensorMeter, type SensorOptions } from '../../../lib/statistics/index.js';
import { accumulatorLaws } from '../../laws.js';
import { recordings } from '../../recordings.js';

const RATE = 100;

function figuresOf(samples: ArrayLike<number>, options?: SensorOptions): SensorFigures {
  const meter = sensorMeter(options);
  const info = streamInfo({ channels: 1, sampleRate: RATE });
  meter.push(frame(Float32Array.from(samples), { info }));
  return meter.value()[0];
}

const sigmaOf = ({ noise }: SensorFigures): number => ('sigma' in noise ? noise.sigma : NaN);
const reasonOf = ({ noise }: SensorFigures): string => ('refused' in noise ? noise.refused : 'not refused');

describe('sensorMeter', () => {
  it('gives mean and deviation about it, exact on an offset of a million', () => {
    const f = figuresOf([2 ** 20 - 1, 2 ** 20 + 1, 2 ** 20 - 1, 2 ** 20 + 1]);
    expect(f).to.include({ samples: 4, mean: 2 ** 20, deviation: 1, min: 2 ** 20 - 1, max: 2 ** 20 + 1, missing: 0 });
    expect(f.step).to.deep.equal({ step: 2, used: 2, spanBits: 1, codeBits: undefined });
  });

  it('counts time that is flat, at a rail, or missing, each for itself', () => {
    const generator = random(51);
    const x = Array.from({ length: 10_000 }, () => generator.normal());
    x.fill(0.3, 1000, 1500); // held for 5 s
    x.fill(1, 4000, 4099); // 0.99 s: too short
    for (let i = 0; i < x.length; i++) x[i] = Math.min(x[i], 1.5); // P(x > 1.5) = 0.0668
    x.fill(NaN, 7000, 7200);
    const f = figuresOf(x);
    expect(f.flatRun).to.equal(RATE);
    expect(f.flat).to.be.closeTo(500 / 9800, 1e-12);
    expect(f.missing).to.be.closeTo(0.02, 1e-12);
    expect(f.rail.high).to.equal(x.filter(v => v === 1.5).length / 9800);
    expect(f.rail.low).to.equal(0);
    expect(figuresOf(x, { flat: 99 }).flat).to.be.closeTo(599 / 9800, 1e-12);
  });

  it('counts gaps as missing, and sees differences and runs across frames but not across gaps', () => {
    const info = streamInfo({ channels: 1, sampleRate: 10 });
    const meter = sensorMeter({ flat: 4 });
    meter.push(frame(Float32Array.of(1, 2, 2), { info, start: 10 }));
    meter.push(frame(Float32Array.of(2, 2, 3), { info, start: 13 }));
    meter.push(frame(Float32Array.of(3, 3, 3), { info, start: 20 }));
    const [f] = meter.value();
    expect(f.flat).to.be.closeTo(4 / 9, 1e-12);
    expect(f.missing).to.be.closeTo(4 / 13, 1e-12);
    expect(() => meter.push(frame(Float32Array.of(1), { info, start: 12 }))).to.throw(Error, 'must not overlap');
  });

  it('takes no extreme for a rail that a signal reaches by itself: sine, square wave, coarse codes', () => {
    const sine = Array.from({ length: 5000 }, (_, i) => Math.sin(0.0371 * i));
    for (const levels of [Infinity, 2000, 100, 20]) {
      const x = levels === Infinity ? sine : sine.map(v => Math.floor((v * levels) / 2 + 0.5));
      expect(figuresOf(x).rail, `${levels}`).to.deep.equal({ low: 0, high: 0 });
    }
    expect(figuresOf(sine.map(Math.sign)).rail).to.deep.equal({ low: 0, high: 0 });
    const clipped = sine.map(v => Math.max(v, -0.75)); // acos(0.75) / pi = 0.23 of the time
    expect(figuresOf(clipped).rail.low).to.equal(clipped.filter(v => v === -0.75).length / 5000);
    expect(figuresOf(clipped).rail.low).to.be.closeTo(0.23, 0.005);
  });

  const n = 20_000;
  const signals: Readonly<Record<string, (i: number) => number>> = {
    'slow sine': i => Math.sin(0.002 * i),
    sine: i => Math.sin(0.05 * i),
    'faster sine': i => Math.sin(0.2 * i),
    'fast sine': i => Math.sin(0.9 * i),
    'sine at a third of the rate': i => Math.sin(((2 * Math.PI) / 3) * i + 0.2),
    'sine near Nyquist': i => Math.sin(3.1 * i),
    'ECG-like': i => Math.exp(-((((i % 500) - 250) / 6) ** 2)),
    'faster ECG-like': i =>
      Math.exp(-((((i % 250) - 125) / 4) ** 2)) + 0.2 * Math.exp(-((((i % 250) - 190) / 20) ** 2)),
    'steps of 500': i => Math.sin(77 * Math.floor(i / 500)),
    'steps of 20': i => Math.sin(77 * Math.floor(i / 20)),
    'steps of 5': i => Math.sin(77 * Math.floor(i / 5)),
  };
  const given = ['slow sine', 'sine', 'ECG-like', 'steps of 500'];

  for (const [name, signal] of Object.entries(signals)) {
    it(`finds white noise on ${name} within 1 dB at 0 to 60 dB, or refuses`, () => {
      const clean = Array.from({ length: n }, (_, i) => signal(i));
      const mean = clean.reduce((a, b) => a + b) / n;
      const deviation = Math.sqrt(clean.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
      for (const db of [0, 10, 20, 30, 40, 50, 60]) {
        const generator = random(60 + db);
        const sigma = deviation * 10 ** (-db / 20);
        const found = sigmaOf(figuresOf(clean.map(x => 1000 + 30 * (x + sigma * generator.normal()))));
        if (!Number.isNaN(found)) expect(Math.abs(20 * Math.log10(found / 30 / sigma)), `${db} dB`).to.be.below(1);
        if (given.includes(name) && db <= 20) expect(found, `${db} dB`).to.be.above(0);
      }
    });
  }

  it('refuses coloured noise, moving averages and random walks, of any strength of colour', () => {
    for (const rho of [-0.9, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const generator = random(81);
      let x = 0;
      const ar = Array.from({ length: n }, () => (x = rho * x + Math.sqrt(1 - rho * rho) * generator.normal()));
      expect(reasonOf(figuresOf(ar)), `${rho}`).to.not.equal('not refused');
    }
    for (const taps of [2, 3, 5]) {
      const generator = random(82);
      const e = Array.from({ length: n + taps }, () => generator.normal());
      const ma = Array.from({ length: n }, (_, i) => e.slice(i, i + taps).reduce((a, b) => a + b));
      expect(reasonOf(figuresOf(ma)), `${taps}`).to.not.equal('not refused');
    }
  });

  it('refuses where the step is wider than the noise, and says between which levels it lies where it is about as wide', () => {
    const coded = (step: number) => {
      const generator = random(83);
      return figuresOf(
        Array.from(
          { length: n },
          (_, i) => step * Math.floor((20 * Math.sin(0.01 * i) + generator.normal()) / step + 0.5),
        ),
      );
    };
    expect(reasonOf(coded(10))).to.include('step is wider than the noise');
    expect(reasonOf(coded(5))).to.include('step is wider than the noise');
    for (const step of [1.5, 1, 0.7]) {
      const { noise } = coded(step);
      const [low, high] = 'sigma' in noise ? (noise.between ?? [NaN, NaN]) : [NaN, NaN];
      // with the rounding, step^2 / 12, which is white noise too
      expect(Math.sqrt(1 + step ** 2 / 12), `${step}`).to.be.within(low, high);
    }
    for (const step of [0.3, 0.1, 0.01]) {
      expect(20 * Math.log10(sigmaOf(coded(step))), `${step}`).to.be.within(-1, 1);
    }
    expect(reasonOf(figuresOf(new Float32Array(n).fill(3)))).to.include('stand still');
    expect(reasonOf(figuresOf([1, 2, 3]))).to.equal('too few samples: 1 second differences, at least 1500');
  });

  it('knows the recordings: EMG 1.2 of step 1, ECG 0.6 of step 1, edb 0.006 of step 0.005', function () {
    const named = ['emg/biosppy_emg.txt', 'ecg/biosppy_ecg.txt', 'ecg/edb_e0103.csv'];
    const found = recordings(path => named.includes(path));
    if (found.length === 0) this.skip();
    const of = (name: string) => figuresOf(found.find(r => r.name === name)?.samples ?? []);
    const [emg, ecg, edb] = named.map(of);
    expect([emg.step?.step, emg.step?.codeBits, sigmaOf(emg)].map(x => x?.toFixed(1))).to.deep.equal([
      '1.0',
      '12.0',
      '1.2',
    ]);
    expect([ecg.step?.step, sigmaOf(ecg)].map(x => x?.toFixed(1))).to.deep.equal(['1.0', '0.6']);
    expect([edb.step?.step, sigmaOf(edb)].map(x => x?.toFixed(3))).to.deep.equal(['0.005', '0.006']);
  });

  accumulatorLaws('sensorMeter', { make: () => sensorMeter({ flat: 2, cells: 64 }) });
});
