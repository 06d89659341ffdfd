import { expect } from 'chai';
import fc from 'fast-check';
import { frame, streamInfo } from '../../../lib/frame.js';
import {
  comparisonOf,
  spectralMeter,
  type SpectralOptions,
  spectralWindows,
  sqnrMeter,
} from '../../../lib/meters/index.js';
import { affineParams, encodeFrame, midRise, symmetric } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { accumulatorLaws } from '../../laws.js';

const { rectangular, hann, blackmanHarris, flatTop, kaiser } = spectralWindows;

/** sin(2 pi M n / N + 0.1), A times. */
const sine = (N: number, M: number, A = 1) =>
  frame(Float32Array.from({ length: N }, (_, n) => A * Math.sin((2 * Math.PI * M * n) / N + 0.1)));

/** The sine quantized with a step of 2 / 2^b: mid-rise at full scale, or mid-tread at 1 - step. */
function coded(N: number, M: number, bits: number, steps: 'midRise' | 'midTread' = 'midRise') {
  if (steps === 'midTread') {
    const step = 2 / 2 ** bits;
    return encodeFrame(symmetric({ bits }), sine(N, M, 1 - step), affineParams({ scale: step, bits }));
  }
  const quantizer = midRise({ bits });
  return encodeFrame(quantizer, sine(N, M), quantizer.design({ min: [-1], max: [1] }));
}

/**
 * The sine on the levels of a mid-rise quantizer of full scale, decided in double precision as the golden figures were: a float32
 * sample at a threshold may fall on its other side, which moves spurs at -100 dB by 0.01 dB. Levels are float32 numbers.
 */
function staircase(N: number, M: number, bits: number) {
  const steps = 2 ** (bits - 1);
  const code = (n: number) => Math.floor(steps * Math.sin((2 * Math.PI * M * n) / N + 0.1));
  return frame(Float32Array.from({ length: N }, (_, n) => (Math.min(code(n), steps - 1) + 0.5) / steps));
}

/** A sine of 0.99 rounded to multiples of 2^(1 - bits), and the SQNR of these samples. */
function rounded(size: number, cycles: number, bits: number, phase: number) {
  const steps = 2 ** (bits - 1);
  const wave = (n: number) => 0.99 * Math.sin((2 * Math.PI * cycles * n) / size + phase);
  const x = Float32Array.from({ length: size }, (_, n) => Math.floor(wave(n) * steps + 0.5) / steps);
  let [signal, error] = [0, 0];
  x.forEach((v, n) => {
    signal += wave(n) ** 2;
    error += (v - wave(n)) ** 2;
  });
  return { x, sqnr: 10 * Math.log10(signal / error) };
}

function figures(x: readonly number[] | Float32Array, options: Omit<SpectralOptions, 'size'>, sampleRate?: number) {
  const info = streamInfo({ channels: 1, sampleRate });
  const meter = spectralMeter({ size: x.length, ...options });
  meter.push(frame(Float32Array.from(x), { info }));
  return meter.value()[0];
}

describe('spectralMeter', () => {
  // N, M, b; raw SQNR, SINAD, ENOB, SFDR, THD, SNR, SINAD under Hann
  const golden = [
    [4096, 1021, 6, 37.6113, 37.7014, 5.9696, 51.808, -50.879, 37.9155, 37.7135],
    [4096, 1021, 8, 49.7854, 49.8116, 7.981, 68.143, -68.933, 49.8651, 49.7865],
    [4096, 1021, 10, 61.9092, 61.9149, 9.9914, 82.763, -84.116, 61.9412, 61.9053],
    [4096, 1021, 12, 73.9446, 73.956, 11.9913, 95.114, -99.184, 73.969, 73.9564],
    [65536, 4093, 8, 49.7871, 49.8123, 7.9812, 67.516, -68.749, 49.8681, 49.8124],
    [65536, 4093, 12, 73.9722, 73.9739, 11.9943, 100.32, -104.387, 73.9778, 73.9747],
  ] as const;

  for (const [N, M, b, raw, sinad, enob, sfdr, thd, snr, underHann] of golden) {
    it(`gives the golden figures of ${b} bits, ${M} cycles in ${N}, to 0.01 dB`, () => {
      const levels = staircase(N, M, b);
      const sqnr = sqnrMeter();
      sqnr.push({ reference: sine(N, M), test: levels });
      expect(sqnr.value().total.sqnr).to.be.closeTo(raw, 0.01);
      const meter = spectralMeter({ size: N, window: rectangular });
      meter.push(levels);
      const [found] = meter.value();
      expect(found.bin).to.equal(M);
      expect(found.locked).to.equal(false);
      expect(found.sinad).to.be.closeTo(sinad, 0.01);
      expect(found.enob).to.be.closeTo(enob, 0.001);
      expect(found.sfdr).to.be.closeTo(sfdr, 0.01);
      expect(found.thd).to.be.closeTo(thd, 0.01);
      expect(found.snr).to.be.closeTo(snr, 0.01);
      const tapered = spectralMeter({ size: N, window: hann });
      tapered.push(levels);
      expect(tapered.value()[0].sinad).to.be.closeTo(underHann, 0.01);
    });
  }

  it('gives the golden figures of a mid-tread quantizer at 127 / 128 of full scale, to 0.01 dB', () => {
    const codes = coded(4096, 1021, 8, 'midTread');
    const sqnr = sqnrMeter();
    sqnr.push(comparisonOf(codes));
    expect(sqnr.value().total.sqnr).to.be.closeTo(49.9538, 0.01);
    const found = figures(Float32Array.from(codes.data), { window: rectangular });
    expect(found.sinad).to.be.closeTo(49.9571, 0.01);
    expect(found.enob).to.be.closeTo(8.0052, 0.001);
    expect(found.sfdr).to.be.closeTo(68.57, 0.01);
    expect(found.thd).to.be.closeTo(-78.756, 0.01);
    expect(found.snr).to.be.closeTo(49.9628, 0.01);
    expect(figures(Float32Array.from(codes.data), { window: hann }).sinad).to.be.closeTo(49.9208, 0.01);
  });

  it('does not care which coprime number of cycles there is: 127 as 1021, a permutation of the phases', () => {
    const of = (M: number) => figures(staircase(4096, M, 8).data, { window: rectangular });
    for (const key of ['sinad', 'snr', 'thd', 'sfdr', 'level'] as const) {
      expect(of(127)[key], key).to.be.closeTo(of(1021)[key], 1e-9);
    }
  });

  it("gives MATLAB's documented sinad: 32.0412 dB of 160 samples under Kaiser 38", () => {
    const x = Array.from({ length: 160 }, (_, n) => Math.cos((Math.PI / 4) * n) + 0.025 * Math.sin((Math.PI / 2) * n));
    expect(figures(x, {}).sinad).to.be.closeTo(32.0412, 1e-4);
  });

  it("gives MATLAB's documented thd: -45.05 dBc of 1000 samples at 1 kHz", () => {
    const x = Array.from({ length: 1000 }, (_, n) => {
      const a = (2 * Math.PI * 100 * n) / 1000;
      return 2 * Math.cos(a) + 0.01 * Math.cos(2 * a) + 0.005 * Math.cos(3 * a);
    });
    expect(figures(x, { fold: false }, 1000).thd).to.be.closeTo(-45.05, 0.01);
    expect(figures(x, { fold: false }).sfdr).to.be.closeTo(20 * Math.log10(200), 0.001); // 2 against 0.01
  });

  // 613.3, 91.7 and 100.25 cycles: off any bin. Right: the SQNR of the same samples, computed directly
  for (const [size, cycles, bits, right] of [
    [8192, 613.3, 12, 73.9],
    [8192, 613.3, 16, 98.0],
    [8192, 613.3, 24, 146.2],
    [1000, 91.7, 12, 74.1],
    [4096, 100.25, 16, 98.1],
  ]) {
    it(`gives ${right} dB for ${cycles} cycles in ${size} at ${bits} bits`, () => {
      const { x } = rounded(size, cycles, bits, 0.3);
      const found = figures(x, {});
      expect(found.sinad).to.be.closeTo(right, 0.1);
      expect(found.cycles).to.be.closeTo(cycles, 0.01);
      expect(found).to.include({ locked: false, tooShort: false });
      expect(found.enob).to.be.closeTo((right - 1.7609) / 6.0206, 0.02);
    });
  }

  it('gives the SQNR of the same samples to 0.3 dB, for any frequency, 4 to 24 bits, 1,000 to 65,536 samples', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 4, max: 24 }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (u, v, bits, phase) => {
          const size = Math.floor(1000 * 65.536 ** u);
          const cycles = 2 + (size / 2 - 4) * v;
          const { x, sqnr } = rounded(size, cycles, bits, phase);
          const { sinad, locked, divisor } = figures(x, {});
          // a tone that repeats hides its error, and says so
          if (!locked) expect(sinad, `${size} ${cycles} ${bits} ${phase} ${divisor}`).to.be.closeTo(sqnr, 0.3);
        },
      ),
      { seed: 8, numRuns: 150 },
    );
  }).timeout(60_000);

  it('takes DC off under a window whose lobes fall: Kaiser 38 and an offset, tones off a bin', () => {
    for (const [size, cycles, bits] of [
      [8192, 613.3, 12],
      [8192, 613.3, 16],
      [8192, 613.3, 24],
      [4096, 100.25, 16],
    ]) {
      const { x, sqnr } = rounded(size, cycles, bits, 0.3);
      const found = figures(x, { window: kaiser(38) });
      // Kaiser 38 weighs 3.5 bins as one: the error's power is that of size / 3.5 samples, one sigma 0.13 and 0.18 dB
      expect(found.sinad, `${size} ${bits}`).to.be.closeTo(sqnr, 0.5);
      expect(found.locked).to.equal(false);
    }
  });

  it('flags windows that are too short for their tone, and refuses those too short for their taper', () => {
    const slow = figures(rounded(1000, 0.6, 12, 0.3).x, {});
    expect(slow.tooShort).to.equal(true);
    for (const key of ['sinad', 'snr', 'thd', 'sfdr', 'enob', 'noiseFloor'] as const) expect(slow[key], key).to.be.NaN;
    const under = figures(rounded(1000, 9.5, 12, 0.3).x, { window: kaiser(38) }); // lobes of 12 bins
    expect(under.tooShort).to.equal(true);
    expect(under.sinad).to.be.NaN;
    for (const size of [16, 32, 64]) {
      expect(() => spectralMeter({ size, window: kaiser(38) })).to.throw(
        RangeError,
        'leave window out to fit the tone',
      );
      expect(figures(rounded(size, size / 5.3, 12, 0.3).x, {}).sinad).to.be.within(70, 82);
    }
  });

  it('locks on whole cycles only: 614.3 cycles of 8192 go through all phases, 614 through half of them', () => {
    expect(figures(rounded(8192, 614, 8, 0.3).x, {})).to.include({ locked: true, divisor: 2 });
    expect(figures(rounded(8192, 614.3, 8, 0.3).x, {})).to.include({ locked: false, divisor: 1 });
    expect(figures(rounded(8192, 614.3, 8, 0.3).x, { window: kaiser(38) })).to.include({ locked: false });
  });

  it('has a noise floor without bias: white noise of power 1e-6 over 512 bins, and by the hertz', () => {
    const generator = random(6);
    for (const window of [undefined, hann]) {
      const size = 1024;
      const meter = spectralMeter({ size, ...(window && { window, cycles: 114 }) });
      const tone = window ? (2 * Math.PI * 114) / size : 0.7;
      const info = streamInfo({ channels: 1, sampleRate: 1000 });
      for (let k = 0; k < 50; k++) {
        const data = Float32Array.from(
          { length: size },
          (_, n) => Math.sin(tone * (n + k * size)) + 1e-3 * generator.normal(),
        );
        meter.push(frame(data, { start: k * size, info }));
      }
      const { noiseFloor, noiseDensity } = meter.value()[0];
      // power of 51,200 Gaussian samples: 4 sigma are 4 sqrt(2 / 51200) = 2.5 % = 0.11 dB, twice that under a Hann window
      const floor = 10 * Math.log10(1e-6 / 512 / 0.5); // dB of a full-scale sine
      expect(noiseFloor, window?.name).to.be.closeTo(floor, 0.25);
      expect(noiseDensity).to.be.closeTo(10 * Math.log10(1e-6 / 500 / 0.5), 0.25);
    }
  });

  it('flags the tone of 1024 cycles in 4096 samples, whose error hides: raw 48.33 dB, SINAD without bound', () => {
    const codes = coded(4096, 1024, 8, 'midTread');
    const sqnr = sqnrMeter();
    sqnr.push(comparisonOf(codes));
    expect(sqnr.value().total.sqnr).to.be.closeTo(48.33, 0.01);
    const meter = spectralMeter({ size: 4096, window: rectangular });
    meter.push(codes);
    const [found] = meter.value();
    expect(found).to.include({ bin: 1024, divisor: 1024, locked: true });
    expect(found.sinad).to.be.greaterThan(250); // nothing but the rounding of the transform
  });

  it('refuses a locked tone where told to: at the call where the cycles are known, at the report where they are not', () => {
    expect(() => spectralMeter({ size: 4096, cycles: 1024, locked: 'error' })).to.throw(RangeError, 'every 4 samples');
    expect(() => spectralMeter({ size: 4096, cycles: 1021, locked: 'error' })).not.to.throw();
    const meter = spectralMeter({ size: 4096, locked: 'error' });
    meter.push(sine(4096, 1024));
    expect(() => meter.value()).to.throw(Error, 'share the divisor 1024');
  });

  it('reads a level the same through every window, on the named scales', () => {
    const x = sine(4096, 1021, 0.5).data;
    for (const window of [rectangular, hann, blackmanHarris, flatTop, kaiser(38)]) {
      const level = (scale: 'dbfsSin' | 'dbfsDc' | 'native') => figures(x, { window, scale }).level;
      expect(level('dbfsSin'), window.name).to.be.closeTo(-6.0206, 1e-4);
      expect(level('dbfsDc'), window.name).to.be.closeTo(-9.0309, 1e-4);
      expect(level('native'), window.name).to.be.closeTo(-12.0412, 1e-4);
    }
    const { enob, fullScaleEnob } = figures(x, { fullScale: 1 });
    expect(fullScaleEnob - enob).to.be.closeTo(1, 1e-4); // half of full scale: 20 log10(FSR / 2A) / 6.02 = 1 bit
  });

  it('gives noise a hertz that, over the band, adds to the noise', () => {
    const { noiseDensity, snr, level } = figures(
      Float32Array.from(coded(4096, 1021, 8).data),
      { window: rectangular },
      1000,
    );
    expect(noiseDensity + 10 * Math.log10(500)).to.be.closeTo(level - snr, 1e-9);
  });

  it('finds a harmonic where it folds to, or not at all', () => {
    // 1500 cycles in 4096: the third harmonic, 4500, folds to 404
    const x = Array.from(
      { length: 4096 },
      (_, n) => Math.sin((2 * Math.PI * 1501 * n) / 4096) + 0.01 * Math.sin((2 * Math.PI * 3 * 1501 * n) / 4096),
    );
    expect(figures(x, { window: blackmanHarris }).thd).to.be.closeTo(-40, 1e-3);
    expect(figures(x, { window: blackmanHarris, fold: false }).thd).to.be.lessThan(-100);
  });

  it('averages windows on absolute indices and leaves out those with a NaN', () => {
    const info = streamInfo({ channels: 1 });
    const data = sine(4096, 1021).data;
    const meter = spectralMeter({ size: 1024, window: hann });
    meter.push(frame(data.slice(100), { start: 100, info }));
    expect(meter.value()[0]).to.include({ windows: 3, skipped: 0 });
    const hole = data.slice(0, 1024);
    hole[7] = NaN;
    meter.push(frame(hole, { start: 4096, info }));
    expect(meter.value()[0]).to.include({ windows: 3, skipped: 1 });
  });

  it('refuses wrong options at the call', () => {
    expect(() => spectralMeter({ size: 15 })).to.throw(RangeError, 'size');
    expect(() => spectralMeter({ size: 64, cycles: 32 })).to.throw(RangeError, 'cycles');
    expect(() => spectralMeter({ size: 64, harmonics: 1 })).to.throw(RangeError, 'harmonics');
    expect(() => spectralMeter({ size: 64, fullScale: 0 })).to.throw(RangeError, 'fullScale');
    expect(() => spectralMeter({ size: 64, window: {} as never })).to.throw(TypeError, 'window');
    expect(() => spectralMeter({ size: 64, scale: 'dB' as never })).to.throw(RangeError, 'scale');
  });

  it('merges and restores only what has the same size and window', () => {
    const [a, b] = [spectralMeter({ size: 64 }), spectralMeter({ size: 32 })];
    expect(() => a.merge(b)).to.throw(TypeError, 'same size');
    expect(() => a.restore(b.save())).to.throw(Error, 'another size');
  });

  // all figures but the tone's place are logarithms: decibels and bits are right to 1e-11
  const scaleOf = (key: string, f: Readonly<Record<string, number>>) =>
    ['cycles', 'bin', 'divisor', 'windows', 'skipped'].includes(key) ? undefined : Math.max(Math.abs(f[key]), 10);
  accumulatorLaws('spectralMeter', { make: () => spectralMeter({ size: 16 }), scaleOf });
  accumulatorLaws('spectralMeter with a window', { make: () => spectralMeter({ size: 17, window: hann }), scaleOf });
});
