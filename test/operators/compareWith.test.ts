import { expect } from 'chai';
import { connect, from, lastValueFrom, type Observable, pipe } from 'rxjs';
import { csv, shippedCsv } from '../../datasets/index.js';
import { range } from '../../lib/range.js';
import { channelGain } from '../../lib/equalizers/index.js';
import { type Frame, frame, type QFrame, streamInfo } from '../../lib/frame.js';
import { type CompareWithReport, sqnrMeter, type SqnrReport } from '../../lib/meters/index.js';
import { affine, deltaSigma } from '../../lib/quantizers/index.js';
import { minMax } from '../../lib/ranges/index.js';
import {
  compareWith,
  deEmphasize,
  decimate,
  dequantize,
  equalize,
  measure,
  preEmphasize,
  quantize,
  reframe,
  sqnr,
  tapSqnr,
} from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const uniform = (bits: number) => affine({ bits, zero: 'free', axis: 'channel' });

/** The shipped recording, and its range. */
async function recording() {
  const frames: Frame[] = [];
  const tracker = minMax();
  for await (const f of csv(shippedCsv())) {
    frames.push(f);
    tracker.push(f);
  }
  return { frames, range: tracker.value() };
}

/** The report of a chain against its original. */
function endToEnd(
  frames: readonly Frame[],
  chain: (s$: Observable<Frame>) => Observable<Frame | QFrame>,
  options = {},
): Promise<SqnrReport> {
  const compare = connect<Frame, Observable<SqnrReport>>(s$ =>
    chain(s$).pipe(
      compareWith(s$, options),
      measure(() => sqnrMeter()),
    ),
  );
  return lastValueFrom(from(frames).pipe(compare));
}

describe('compareWith', () => {
  it('measures two quantizers, 4 then 8 bits, end to end: as the 4 bits alone, not "exact"', async () => {
    const { frames, range: r } = await recording();
    const two = pipe(
      quantize({ quantizer: uniform(4), range: r }),
      dequantize(),
      quantize({ quantizer: uniform(8), range: r }),
    );
    const report = await endToEnd(frames, s$ => s$.pipe(two));
    // independently: q = round(x / s) + z, s = (max - min) / (2^b - 1), z = round(-min / s), codes from 0
    const requantized = (bits: number, low: number, high: number) => {
      const scale = (high - low) / (2 ** bits - 1);
      const zero = Math.floor(-low / scale + 0.5);
      return (v: number) => {
        const q = Math.floor(v / scale + 0.5) + zero;
        return (Math.min(Math.max(q, 0), 2 ** bits - 1) - zero) * scale;
      };
    };
    let ratio = 0;
    for (let c = 0; c < 3; c++) {
      const x = frames.flatMap(f => [...f.data.subarray(c * f.length, (c + 1) * f.length)]);
      const [low, high] = [Math.min(...x), Math.max(...x)];
      const [coarse, fine] = [requantized(4, low, high), requantized(8, low, high)];
      const mean = x.reduce((s, v) => s + v, 0) / x.length;
      const variance = x.reduce((s, v) => s + (v - mean) ** 2, 0) / x.length;
      const noise = x.reduce((s, v) => s + (v - fine(coarse(v))) ** 2, 0) / x.length;
      expect(report.channels[c].sqnr, `channel ${c}`).to.be.closeTo(10 * Math.log10(variance / noise), 0.01);
      ratio += noise / variance / 3;
    }
    expect(report.total.sqnr).to.be.closeTo(-10 * Math.log10(ratio), 0.05);
  });

  it('is what sqnr and tapSqnr measure after a second quantizer, whose samples still know their original', async () => {
    const { frames, range: r } = await recording();
    const two = pipe(
      quantize({ quantizer: uniform(4), range: r }),
      dequantize(),
      quantize({ quantizer: uniform(8), range: r }),
    );
    const reports: SqnrReport[] = [];
    const report = await lastValueFrom(from(frames).pipe(two, tapSqnr({ onReport: x => reports.push(x) }), sqnr()));
    expect(report).to.deep.equal(await endToEnd(frames, s$ => s$.pipe(two)));
    expect(reports[0].total.sqnr).to.equal(report.total.sqnr);
  });

  it('gives 17.75 dB with the offset, 12.65 about the mean, where one scale serves three axes in g and powers are pooled', async () => {
    // 17.75: measured outside, by sums over all samples of x^2 and of (x - y)^2
    const { frames, range: r } = await recording();
    const one = (bits: number) => quantize({ quantizer: affine({ bits, axis: 'tensor' }), range: r });
    const { total } = await lastValueFrom(from(frames).pipe(one(4), dequantize(), one(8), sqnr({ pooled: true })));
    expect(total.sqnrWithOffset).to.be.closeTo(17.75, 0.005);
    let [power, variance] = [0, 0];
    for (let c = 0; c < 3; c++) {
      const x = frames.flatMap(f => [...f.data.subarray(c * f.length, (c + 1) * f.length)]);
      const mean = x.reduce((s, v) => s + v, 0) / x.length;
      power += x.reduce((s, v) => s + v * v, 0);
      variance += x.reduce((s, v) => s + (v - mean) ** 2, 0);
    }
    expect(total.sqnr).to.be.closeTo(17.75 + 10 * Math.log10(variance / power), 0.005);
  });

  it('goes through pre-emphasis, gains and other frames', async () => {
    const { frames, range: r } = await recording();
    const plain = await endToEnd(frames, s$ => s$.pipe(quantize({ quantizer: uniform(8), range: r })));
    const gains = await endToEnd(frames, s$ =>
      s$.pipe(
        equalize({ equalizer: channelGain(), range: r }),
        quantize({ quantizer: uniform(8) }),
        dequantize(),
        reframe({ size: 100 }),
      ),
    );
    gains.channels.forEach((f, c) => expect(f.sqnr).to.be.closeTo(plain.channels[c].sqnr, 0.1));
    const emphasized = await endToEnd(frames, s$ =>
      s$.pipe(
        preEmphasize({ coefficient: 0.5 }),
        quantize({ quantizer: uniform(12), range: range(-8, 8) }),
        dequantize(),
        deEmphasize({ coefficient: 0.5 }),
      ),
    );
    // noise of a step of 16 / 4096 in white, through 1 / (1 - z^-1 / 2): 1 / (1 - 1/4) times its power
    const step = 16 / 4095;
    emphasized.channels.forEach(f =>
      expect(f.rmse ** 2).to.be.closeTo(((step ** 2 / 12) * 4) / 3, (0.1 * step ** 2) / 9),
    );
  });

  it('meets a decimated stream on its index, and the filter too when the original is decimated alike', async () => {
    const n = 16_384;
    const info = streamInfo({ channels: 1, sampleRate: 16_384 });
    const x = Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 13 * i) / n));
    const frames = Array.from({ length: 16 }, (_, k) =>
      frame(x.slice(k * 1024, (k + 1) * 1024), { start: k * 1024, info }),
    );
    const chain = pipe(quantize({ quantizer: deltaSigma({ order: 2, range: [-1, 1] }) }), decimate({ factor: 64 }));
    const reports: CompareWithReport[] = [];
    const raw = await endToEnd(frames, s$ => s$.pipe(chain), {
      factor: 64,
      onReport: (r: CompareWithReport) => reports.push(r),
    });
    expect(reports[0]).to.deep.include({ withoutOriginal: 0, dropped: 0 });
    const alike = await lastValueFrom(
      from(frames).pipe(
        connect(s$ =>
          s$.pipe(
            chain,
            compareWith(s$.pipe(decimate({ factor: 64 }))),
            measure(() => sqnrMeter()),
          ),
        ),
      ),
    );
    expect(alike.total.samples).to.equal(raw.total.samples);
    // the filter's droop at 13 Hz of 256, (sin(pi f 64) / (64 sin(pi f)))^3 = 0.9873, is -38 dB of error on its own
    expect(raw.total.sqnr).to.be.closeTo(38, 0.5);
    expect(alike.total.sqnr).to.be.greaterThan(60);
  });

  lifecycle('compareWith', { operator: compareWith(from(wave(96, 16))) });

  it('needs the original no sooner than the test', async () => {
    const frames = wave(96, 16);
    const report = await lastValueFrom(
      from(frames).pipe(
        compareWith(from(frames)),
        measure(() => sqnrMeter()),
      ),
    );
    expect(report.total).to.include({ samples: 192, sqnr: Infinity });
  });
});
