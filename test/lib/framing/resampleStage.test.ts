import { expect } from 'chai';
import { DataError, FormatError } from '../../../lib/errors.js';
import { channelOf, type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { polyphase } from '../../../lib/framing/polyphase.js';
import { type ResampleOptions, resampleStage } from '../../../lib/framing/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const SEED = 3;

function signal(rate: number, x: ArrayLike<number>, start = 0): Frame {
  return frame(Float32Array.from(x), { start, info: streamInfo({ channels: 1, sampleRate: rate }) });
}

/** All samples that come out, of one channel, and where the first one stands. */
function resampled(options: ResampleOptions, frames: Iterable<Frame>): { start: number; data: number[] } {
  const out = [...run(resampleStage(options), frames)];
  return { start: out[0].start, data: out.flatMap(f => Array.from(channelOf(f, 0))) };
}

/** By the definition: zeros between samples, the whole convolution in double precision, every `down`-th sample. */
function definition(x: ArrayLike<number>, up: number, down: number, edges: 'hold' | 'zero'): number[] {
  const { reach, taps } = polyphase({ up, down });
  const width = 2 * reach + 1;
  const h = new Map<number, number>();
  for (let p = 0; p < up; p++) for (let k = -reach; k <= reach; k++) h.set(p - k * up, taps[p * width + reach + k]);
  const length = Math.floor(((x.length - 1) * up) / down) + 1;
  const at = (k: number) =>
    k < 0 ? (edges === 'hold' ? x[0] : 0) : k < x.length ? x[k] : edges === 'hold' ? x[x.length - 1] : 0;
  return Array.from({ length }, (_, n) => {
    let sum = 0;
    for (let k = -2 * reach - 2; k < x.length + 2 * reach + 2; k++) sum += (h.get(n * down - k * up) ?? 0) * at(k);
    return sum;
  });
}

describe('resampleStage', () => {
  for (const [from, to, up, down] of [
    [50, 26, 13, 25],
    [104, 26, 1, 4],
    [26, 104, 4, 1],
    [100, 95.2, 119, 125],
  ] as const) {
    for (const edges of ['hold', 'zero'] as const) {
      it(`is the filter's definition within one rounding, ${from} to ${to} Hz, ${edges}`, () => {
        const generator = random(SEED);
        const x = Float32Array.from({ length: 150 }, () => 1000 + generator.normal());
        const wanted = definition(x, up, down, edges);
        const got = resampled({ rate: to, edges }, [signal(from, x)]);
        expect(got.start).to.equal(0);
        expect(got.data.length).to.equal(wanted.length);
        // sums of the definition and of the phases are made in another order: 1e-12 of the largest product
        got.data.forEach((y, n) =>
          expect(Math.abs(y - wanted[n])).to.be.at.most(2 ** -24 * Math.abs(wanted[n]) + 1e-9),
        );
      });
    }
  }

  it('keeps a constant, however large', () => {
    const { data } = resampled({ rate: 26 }, [signal(50, new Array(400).fill(123456.7))]);
    expect(new Set(data)).to.deep.equal(new Set([Math.fround(123456.7)]));
  });

  it('keeps a sine where it is in time: no delay, within the ripple', () => {
    const [from, to, f] = [104, 26, 5];
    const x = Float32Array.from({ length: 1040 }, (_, k) => Math.sin((2 * Math.PI * f * k) / from));
    const { data } = resampled({ rate: to }, [signal(from, x)]);
    for (let n = 40; n < 220; n++) expect(data[n]).to.be.closeTo(Math.sin((2 * Math.PI * f * n) / to), 2e-4);
  });

  it('takes away what would alias', () => {
    const x = Float32Array.from({ length: 2080 }, (_, k) => Math.sin((2 * Math.PI * 20 * k) / 104));
    const { data } = resampled({ rate: 26 }, [signal(104, x)]);
    expect(Math.max(...data.slice(60, 460).map(Math.abs))).to.be.below(1e-4);
  });

  it('counts from sample 0 of the stream, wherever it begins, and begins anew behind a gap', () => {
    const ones = new Array(100).fill(1);
    const out = [...run(resampleStage({ rate: 25 }), [signal(100, ones, 1002), signal(100, ones, 1402)])];
    const spans = out.map(f => [f.start, f.start + f.length]);
    // 1002 to 1101 holds 1004 to 1100, 1402 to 1501 holds 1404 to 1500: every fourth
    expect(spans[0][0]).to.equal(251);
    expect(spans.at(-1)?.[1]).to.equal(376);
    const covered = out.reduce((sum, f) => sum + f.length, 0);
    expect(covered).to.equal(25 + 25);
    expect(out.every(f => f.data.every(y => y === 1))).to.equal(true);
  });

  it('says the rate that comes out, and keeps names, units and the clock', () => {
    const info = streamInfo({ channels: 2, sampleRate: 49.99873, epoch: 5n, names: ['x', 'y'], units: ['g', 'g'] });
    const [f] = [...run(resampleStage({ rate: 26 }), [frame(new Float32Array(400), { info })])];
    expect(f.info.sampleRate).to.be.closeTo(26, 1e-3);
    expect([f.info.names, f.info.units, f.info.epoch]).to.deep.equal([['x', 'y'], ['g', 'g'], 5n]);
  });

  it('refuses a stream without a rate, a ratio that is none, gains that change', () => {
    const go = (...frames: Frame[]) => [...run(resampleStage({ rate: 26 }), frames)];
    expect(() => go(frame(new Float32Array(4)))).to.throw(
      DataError,
      'resample: the stream must have a sample rate, got none',
    );
    expect(() => go(signal(1e6, [1, 2]))).to.throw(DataError, 'from 1000000 Hz to 26 Hz is no ratio');
    const gained = { ...signal(50, [1, 2], 2), gains: [2] };
    expect(() => go(signal(50, [1, 2]), gained)).to.throw(DataError, 'gains and centres must not change');
    expect(() => resampleStage({ rate: 0 })).to.throw(RangeError, 'resample: rate');
    expect(() => resampleStage({ rate: 26 }).restore(resampleStage({ rate: 25 }).save())).to.throw(FormatError, 'rate');
  });

  for (const options of [{ rate: 26 }, { rate: 125, edges: 'zero' }, { rate: 50 }, { rate: 7 }] as const) {
    stageLaws(`resampleStage(${JSON.stringify(options)})`, { make: () => resampleStage(options) });
  }
});
