import { expect } from 'chai';
import fc from 'fast-check';
import FFT from 'fft.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { decodeFrame } from '../../../lib/decode.js';
import { frame } from '../../../lib/frame.js';
import { decimateStage } from '../../../lib/framing/decimateStage.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { deltaSigma, type DeltaSigmaOptions, quantizeStage } from '../../../lib/quantizers/index.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

const N = 65536;
const UNIT = [-1, 1] as const;
const fft = new FFT(N);

const sine = (amplitude: number, cycles: number, phase = 0) =>
  Float32Array.from({ length: N }, (_, i) => amplitude * Math.sin((2 * Math.PI * cycles * i) / N + phase));

/** SQNR in the band below N / (2 R) bins of a sine: Hann window, the sine in three bins, the three around 0 Hz left out. */
function bandSqnr(options: DeltaSigmaOptions, R: number, amplitude: number, cycles: number, phase = 0): number {
  const y = decodedIn(coded(deltaSigma({ range: UNIT, headroom: 0, ...options }), sine(amplitude, cycles, phase)));
  const out = fft.createComplexArray();
  fft.realTransform(
    out,
    y.map((v, i) => v * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / N))),
  );
  let [signal, noise] = [0, 0];
  for (let k = 3; k <= N / 2 / R; k++) {
    const power = out[2 * k] ** 2 + out[2 * k + 1] ** 2;
    if (Math.abs(k - cycles) <= 1) signal += power;
    else noise += power;
  }
  return 10 * Math.log10(signal / noise);
}

/** Peak SQNR of order L at oversampling ratio R (Schreier and Temes 2005, equation 4.24 with 2^B - 1 steps). */
const peakSqnr = (L: number, R: number, bits = 1) =>
  1.76 +
  20 * Math.log10(2 ** bits - 1) +
  10 * Math.log10((2 * L + 1) / Math.PI ** (2 * L)) +
  (2 * L + 1) * 10 * Math.log10(R);

/** Mean over tones from 0.15 to 0.65 of the band, at -6 dB of full scale: a single tone meets patterns of its own. */
function meanSqnr(options: DeltaSigmaOptions, R: number, tones: number): number {
  let sum = 0;
  for (let k = 0; k < tones; k++) {
    const cycles = Math.max(5, Math.floor((N / 2 / R) * (0.15 + (0.5 * k) / tones)));
    sum += bandSqnr(options, R, 0.5, cycles, k);
  }
  return sum / tones;
}

describe('deltaSigma', () => {
  it('codes by hand', () => {
    // order 1, x = 0.5: v = 0.5 -> 1, e 0.5; v = 0 -> 1 (0 takes the upper level), e 1; v = -0.5 -> -1, e -0.5; v = 1 -> 1, e 0
    expect(codesIn(coded(deltaSigma({ order: 1, range: UNIT, headroom: 0 }), [0.5, 0.5, 0.5, 0.5]))).to.deep.equal([
      1, 1, 0, 1,
    ]);
    // order 2, x = 0.5, v = x - 2 e1 + e2: 0.5 -> 1, e 0.5; -0.5 -> -1, e -0.5; 2 -> 1, e -1; 2 -> 1
    expect(codesIn(coded(deltaSigma({ order: 2, range: UNIT, headroom: 0 }), [0.5, 0.5, 0.5, 0.5]))).to.deep.equal([
      1, 0, 1, 1,
    ]);
  });

  it('spreads 2^bits levels from -peak to peak, unsigned, one step apart', () => {
    for (const bits of [1, 2, 4]) {
      const [f] = coded(deltaSigma({ bits, range: [-3, 1.5], headroom: 0 }), [3, -3]);
      const params = f.params as AffineParams;
      expect([params.qmin, params.qmax]).to.deep.equal([0, 2 ** bits - 1]);
      expect(params.scale).to.deep.equal([Math.fround(6 / (2 ** bits - 1))]);
      expect(decodedIn([f])).to.deep.equal([3, -3]);
    }
    const range = { min: [-1, 0], max: [0.5, 0] };
    const [g] = coded(deltaSigma({ axis: 'channel', headroom: 0, range }), [0, 0], { channels: 2 });
    expect((g.params as AffineParams).scale).to.deep.equal([2, 2]); // a channel that is 0 throughout has peak 1
  });

  it('gains 9.03 and 15.05 dB an octave of oversampling, orders 1 and 2', () => {
    const ratios = [16, 32, 64, 128, 256];
    for (const order of [1, 2] as const) {
      const points = ratios.map(R => meanSqnr({ order }, R, 8));
      // within 5 dB of the formula for a sine 6 dB below its peak; tones of a one-bit loop scatter by that much
      points.forEach((p, k) =>
        expect(p, `order ${order}, R ${ratios[k]}`).to.be.closeTo(peakSqnr(order, ratios[k]) - 6.02, 5),
      );
      // least squares over five octaves; the scatter of tones, 2.5 dB, makes 0.9 dB in a mean of 8 and 0.28 dB in the slope
      const slope = points.reduce((sum, p, k) => sum + ((k - 2) * p) / 10, 0);
      expect(slope, `slope of order ${order}`).to.be.closeTo((2 * order + 1) * 10 * Math.log10(2), 0.84);
    }
  });

  it('reaches the SQNR of other simulations of a one-bit loop of order 2: 70.4 and 82.9 dB at 64 and 128', () => {
    // tone near a third of the band, -6 dB; other phases and bins move it by about 1 dB
    expect(bandSqnr({ order: 2 }, 64, 0.5, 171, 0.3)).to.be.closeTo(70.4, 2);
    expect(bandSqnr({ order: 2 }, 128, 0.5, 85, 0.3)).to.be.closeTo(82.9, 3);
  });

  it('comes to the formula with more levels, where the error is what the formula takes it for', () => {
    for (const bits of [3, 4]) {
      for (const order of [1, 2] as const) {
        expect(meanSqnr({ order, bits }, 64, 4), `order ${order}, ${bits} bits`).to.be.closeTo(
          peakSqnr(order, 64, bits) - 6.02,
          3,
        );
      }
    }
  });

  it('loses accuracy above -3 dB at order 2 and one bit', () => {
    const at = (dB: number) => bandSqnr({ order: 2 }, 64, 10 ** (dB / 20), 171, 0.3);
    const below = at(-3);
    expect(below).to.be.above(65);
    expect(at(-1)).to.be.below(below - 5);
    expect(at(0)).to.be.below(below - 15);
  });

  it('keeps the sum of its error within a peak at order 1, so its mean is right to peak / n', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true })), list => {
        let sum = 0;
        decodedIn(coded(deltaSigma({ order: 1, range: UNIT, headroom: 0 }), list)).forEach((y, i) => {
          sum += y - list[i];
          expect(Math.abs(sum)).to.be.at.most(1 + 1e-12);
        });
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('stays within the known bound (5 - |u|)^2 / (8 (1 - |u|)) at order 2 and constant u, up to -3 dB', () => {
    for (let u = -0.7; u <= 0.7; u += 0.0437) {
      const x = new Float32Array(5000).fill(u);
      let [e1, e2, largest] = [0, 0, 0];
      decodedIn(coded(deltaSigma({ order: 2, range: UNIT, headroom: 0 }), x)).forEach((y, i) => {
        const v = x[i] - 2 * e1 + e2; // what the quantizer sees, without any limit
        largest = Math.max(largest, Math.abs(v));
        [e2, e1] = [e1, y - v];
      });
      expect(largest, `u = ${u}`).to.be.at.most((5 - Math.abs(u)) ** 2 / (8 * (1 - Math.abs(u))));
    }
  });

  it('is stable under full scale and beyond, and recovers', () => {
    for (const order of [1, 2] as const) {
      const stage = quantizeStage({ quantizer: deltaSigma({ order, range: UNIT, headroom: 0 }) });
      const x = sine(0.5, 171);
      x.fill(1, 1000, 2000);
      x.fill(-25, 2000, 3000);
      x.fill(Infinity, 3000, 3010);
      const y: number[] = [];
      let clipped = 0;
      for (let start = 0; start < 8192; start += 512) {
        stage.process(frame(x.slice(start, start + 512), { start }), q => {
          clipped += q.clipped;
          y.push(...decodeFrame(q).data);
        });
        const { errors } = stage.save() as unknown as { errors: number[] };
        expect(errors.every(e => Math.abs(e) <= 7)).to.be.true; // 3.5 steps of 2
      }
      expect(clipped).to.equal(1010);
      // 64 outputs against 64 inputs: e_64 - e_0 apart, 2 at most, or (e_64 - e_63) - (e_0 - e_-1) at order 2: errors are
      // at most 7 on the overloaded side and 4.06 on the other (the bound above at 0.5), 22.2 together
      for (let i = 3100; i + 64 <= 8192; i += 64) {
        const mean = (list: ArrayLike<number>) => {
          let sum = 0;
          for (let k = i; k < i + 64; k++) sum += list[k];
          return sum / 64;
        };
        expect(Math.abs(mean(y) - mean(x)), `order ${order} at ${i}`).to.be.at.most(order === 1 ? 2 / 64 : 22.2 / 64);
      }
    }
  });

  it('comes back to samples through decimate, with the noise that is left by the averages', () => {
    // (1 - z^-1)^L through L + 1 averages of R leaves an impulse response of power 2 / R^3 (L = 1), 6 / R^5 (L = 2); error 1/3
    for (const [order, R, noise] of [
      [1, 64, 2 / 64 ** 3 / 3],
      [2, 64, 6 / 64 ** 5 / 3],
      [2, 32, 6 / 32 ** 5 / 3],
    ] as const) {
      const cycles = 37;
      const x = sine(0.5, cycles, 1);
      const codes = coded(deltaSigma({ order, range: UNIT, headroom: 0 }), x);
      const [f] = [...run(decimateStage({ factor: R, order: order + 1 }), codes)];
      const w = (Math.PI * cycles) / N;
      const gain = (Math.sin(R * w) / (R * Math.sin(w))) ** (order + 1);
      const late = ((R - 1) * (order + 1)) % 2 === 0 ? 0 : 0.5;
      let power = 0;
      f.data.forEach((v, m) => {
        const at = (f.start + m) * R + late;
        power += (v - gain * 0.5 * Math.sin(2 * w * at + 1)) ** 2 / f.length;
      });
      // as for the band: within 5 dB of what white errors would leave
      expect(10 * Math.log10(power / noise), `order ${order}, R ${R}`).to.be.within(-5, 5);
    }
  });

  it('keeps channels apart and takes the range that frames carry', () => {
    const [a, b] = [sine(0.5, 100).subarray(0, 200), sine(0.3, 200).subarray(0, 200)];
    const loop = deltaSigma({ range: UNIT, headroom: 0 });
    const both = coded(loop, Float32Array.of(...a, ...b), { channels: 2 });
    expect(codesIn(both, 0)).to.deep.equal(codesIn(coded(loop, a)));
    expect(codesIn(both, 1)).to.deep.equal(codesIn(coded(loop, b)));
    const ranged = { ...frame(a), range: { min: [-1], max: [1] } };
    expect([...run(quantizeStage({ quantizer: deltaSigma({ headroom: 0 }) }), [ranged])][0].data).to.deep.equal(
      both[0].data.slice(0, 200),
    );
    expect(() => coded(deltaSigma(), [0])).to.throw(DataError, 'deltaSigma: frame at sample 0 carries no range');
  });

  it('puts the outermost levels beyond the range by default, where the loop would be unstable', () => {
    const outermost = (options: DeltaSigmaOptions) =>
      decodedIn(coded(deltaSigma({ range: [-2, 1], ...options }), [9]))[0];
    expect(outermost({ order: 1 })).to.equal(2);
    expect(outermost({ order: 2 })).to.be.closeTo(2 * 10 ** (3.5 / 20), 1e-6);
    expect(outermost({ order: 2, bits: 3 })).to.be.closeTo(2 * 10 ** (1.5 / 20), 1e-6);
    expect(outermost({ order: 1, headroom: 6 })).to.be.closeTo(2 * 10 ** (6 / 20), 1e-6);
    expect(() => deltaSigma({ headroom: -1 })).to.throw(RangeError, 'headroom');
  });

  it('refuses NaN, and wrong options at the call', () => {
    expect(() => coded(deltaSigma({ range: UNIT, headroom: 0 }), [0, NaN])).to.throw(
      DataError,
      'deltaSigma: channel ch0 is NaN at sample 1',
    );
    const make = (options: object) => () => deltaSigma(options);
    expect(make({ order: 3 })).to.throw(OptionRangeError, 'deltaSigma: order must be an integer in [1, 2], got 3');
    expect(make({ bits: 9 })).to.throw(OptionRangeError, 'deltaSigma: bits must be an integer in [1, 8], got 9');
    expect(make({ axis: 'frame' })).to.throw(OptionRangeError, 'deltaSigma: axis must be one of tensor, channel');
  });

  for (const options of [{ order: 1 }, { order: 2, bits: 2, axis: 'channel' }] as const) {
    stageLaws(`deltaSigma ${JSON.stringify(options)}`, {
      make: () => quantizeStage({ quantizer: deltaSigma({ ...options, range: [-6, 6] }) }),
    });
    stageLaws(`deltaSigma ${JSON.stringify(options)} with a live range`, {
      make: () => fuse(trackRangeStage({ every: 8 }), quantizeStage({ quantizer: deltaSigma(options) })),
    });
  }
});
