import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { levelMeter, type LevelOptions } from '../../../lib/meters/index.js';
import { accumulatorLaws } from '../../laws.js';

/** 100 cycles in 4096 samples. */
const sine = (amplitude: number, offset = 0) =>
  frame(Float32Array.from({ length: 4096 }, (_, i) => offset + amplitude * Math.sin((2 * Math.PI * 101 * i) / 4096)));

function levelOf(f: ReturnType<typeof frame>, options?: LevelOptions) {
  const meter = levelMeter(options);
  meter.push(f);
  return meter.value()[0];
}

describe('levelMeter', () => {
  it('gives a full-scale sine 0 dBFS, 3.01 dB of crest, and the 3.17 or 3.14 dBm0 of G.711', () => {
    for (const fullScale of [1, 32768]) {
      const level = levelOf(sine(fullScale), { fullScale });
      expect(level.dbfs).to.be.closeTo(0, 1e-6);
      expect(level.peakDbfs).to.be.closeTo(0, 1e-6);
      expect(level.crest).to.be.closeTo(10 * Math.log10(2), 1e-5);
      expect(level.dbm0).to.be.closeTo(3.17, 1e-6);
      expect(levelOf(sine(fullScale), { fullScale, law: 'a' }).dbm0).to.be.closeTo(3.14, 1e-6);
    }
  });

  it('counts no offset but in the peak, and has the true crest on it', () => {
    const level = levelOf(sine(0.1, 0.5));
    expect(level.mean).to.be.closeTo(0.5, 1e-7);
    expect(level.dbfs).to.be.closeTo(-20, 1e-5);
    expect(level.crest).to.be.closeTo(10 * Math.log10(2), 1e-4);
    expect(level.peakDbfs).to.be.closeTo(20 * Math.log10(0.6), 1e-5);
    // a square wave is 3.01 dB above a sine of its amplitude
    const square = levelOf(frame(Float32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1))));
    expect([square.dbfs, square.crest]).to.deep.equal([20 * Math.log10(Math.SQRT2), 0]);
  });

  it('leaves out what is no number, and has none for silence but minus infinity', () => {
    const level = levelOf(frame(Float32Array.of(1, NaN, Infinity, -1)));
    expect(level).to.include({ samples: 2, rms: 1, peak: 1 });
    expect(levelOf(frame(new Float32Array(9))).dbfs).to.equal(-Infinity);
    expect(() => levelMeter({ fullScale: 0 })).to.throw(RangeError, 'levelMeter: fullScale');
    expect(() => levelMeter({ law: 'x' as 'a' })).to.throw(RangeError, 'levelMeter: law');
  });

  accumulatorLaws('levelMeter', { make: () => levelMeter() });
});
