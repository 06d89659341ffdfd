import { expect } from 'chai';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { channelOf, type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { sliceFrame } from '../../../lib/sliceFrame.js';
import { decimateStage, type DecimateOptions } from '../../../lib/framing/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const decimated = (options: DecimateOptions, frames: readonly (Frame | QFrame)[]) => [
  ...run(decimateStage(options), frames),
];

/** Coefficients of (1 + z + ... + z^(factor - 1))^order, exactly. */
function power(factor: number, order: number): bigint[] {
  let product = [1n];
  for (let k = 0; k < order; k++) {
    const next = new Array<bigint>(product.length + factor - 1).fill(0n);
    product.forEach((a, i) => {
      for (let j = 0; j < factor; j++) next[i + j] += a;
    });
    product = next;
  }
  return product;
}

describe('decimateStage', () => {
  it('averages, once or several times over', () => {
    // order 1, factor 4: means of [4 m - 1, 4 m + 2]
    const x = Float32Array.from({ length: 12 }, (_, i) => i);
    const [f] = decimated({ factor: 4, order: 1 }, [frame(x)]);
    expect([f.start, Array.from(f.data)]).to.deep.equal([1, [4.5, 8.5]]);
  });

  it('tells of the samples that are in no window, however the input is cut', () => {
    // order 1, factor 4: windows [4 m - 1, 4 m + 2]; of 0 to 11 they hold 3 to 10, of 20 to 30 they hold 23 to 30, of 40 to 41 nothing
    const parts = [
      frame(new Float32Array(12)),
      frame(new Float32Array(11), { start: 20 }),
      frame(new Float32Array(2), { start: 40 }),
    ];
    for (const size of [1, 3, 20]) {
      const lost: number[][] = [];
      const cut = parts.flatMap(f =>
        Array.from({ length: Math.ceil(f.length / size) }, (_, k) =>
          sliceFrame(f, k * size, Math.min((k + 1) * size, f.length)),
        ),
      );
      decimated({ factor: 4, order: 1, onIncomplete: w => lost.push([w.start, w.length]) }, cut);
      expect(lost).to.deep.equal([
        [0, 3],
        [11, 1],
        [20, 3],
        [40, 2],
      ]);
    }
  });

  it('has the impulse response of its polynomial', () => {
    for (const [factor, order] of [
      [2, 1],
      [3, 2],
      [8, 3],
      [5, 4],
    ] as const) {
      const taps = power(factor, order);
      const sum = factor ** order;
      const before = Math.floor((taps.length - 1) / 2);
      for (let at = 0; at < factor; at++) {
        const x = new Float32Array(20 * factor);
        x[10 * factor + at] = 1;
        const [f] = decimated({ factor, order }, [frame(x)]);
        f.data.forEach((y, i) => {
          const k = 10 * factor + at - ((f.start + i) * factor - before); // tap that meets the impulse
          const tap = k >= 0 && k < taps.length ? Number(taps[k]) : 0;
          expect(y, `${factor}, ${order}, ${at}`).to.equal(Math.fround(tap / sum));
        });
      }
    }
  });

  it('gives an output at the time it stands for: a ramp stays the same ramp', () => {
    const x = Float32Array.from({ length: 2000 }, (_, i) => i - 1000);
    for (const [factor, order, late] of [
      [8, 2, 0],
      [8, 3, 0.5], // (8 - 1) * 3 is odd: half a sample
      [16, 4, 0],
    ] as const) {
      const frames = decimated({ factor, order }, [frame(x, { start: -1000 })]);
      expect(frames).to.have.length(1);
      frames[0].data.forEach((y, i) => expect(y).to.equal((frames[0].start + i) * factor + late));
      const first = Math.ceil((-1000 + Math.floor((order * (factor - 1)) / 2)) / factor);
      expect(frames[0].start).to.equal(first);
    }
  });

  it('has the gain |sin(pi f R) / (R sin(pi f))|^order', () => {
    const [factor, n] = [16, 16 * 1024];
    for (const order of [1, 2, 3]) {
      for (const f of [0.1 / factor, 0.25 / factor, 0.5 / factor, 0.9 / factor]) {
        const x = Float32Array.from({ length: n }, (_, i) => Math.cos(2 * Math.PI * f * i));
        const [y] = decimated({ factor, order }, [frame(x)]);
        const gain = (Math.sin(Math.PI * f * factor) / (factor * Math.sin(Math.PI * f))) ** order;
        const late = (order * (factor - 1)) % 2 === 0 ? 0 : 0.5;
        y.data.forEach((v, i) => {
          const at = (y.start + i) * factor + late;
          expect(v).to.be.closeTo(gain * Math.cos(2 * Math.PI * f * at), 2 ** -23); // of float32 samples up to 1
        });
      }
    }
  });

  it('decodes codes, divides the rate, keeps names, units, epoch and gains', () => {
    const info = streamInfo({ channels: 2, sampleRate: 64_000, epoch: 5n, names: ['a', 'b'], units: ['V', 'A'] });
    const codes: QFrame = {
      data: Int8Array.from({ length: 22 }, (_, i) => (i < 11 ? 1 : -1)),
      channels: 2,
      length: 11,
      start: 0,
      info,
      params: { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 1 },
      clipped: 0,
      gains: [2, 3],
    };
    const [f] = decimated({ factor: 4, order: 1 }, [codes]);
    expect(Array.from(channelOf(f, 0))).to.deep.equal([0.5, 0.5]);
    expect(Array.from(channelOf(f, 1))).to.deep.equal([-0.5, -0.5]);
    expect(f.info).to.deep.equal(streamInfo({ ...info, channels: 2, sampleRate: 16_000 }));
    expect(f.gains).to.deep.equal([2, 3]);
  });

  it('starts anew behind a gap, and makes nothing up at the end', () => {
    const ones = (start: number, length: number) => frame(new Float32Array(length).fill(1), { start });
    const starts = (frames: readonly (Frame | QFrame)[]) =>
      decimated({ factor: 4, order: 2 }, frames).map(f => [f.start, f.length]);
    // windows are [4 m - 3, 4 m + 3]
    expect(starts([ones(0, 11)])).to.deep.equal([[1, 1]]);
    expect(starts([ones(0, 12)])).to.deep.equal([[1, 2]]);
    expect(starts([ones(0, 12), ones(14, 12)])).to.deep.equal([
      [1, 2],
      [5, 1],
    ]);
    expect(starts([ones(0, 6)])).to.deep.equal([]);
  });

  it('refuses gains and centres that change without a gap, with advice', () => {
    const ones = (start: number) => frame(new Float32Array(12).fill(1), { start });
    const go = (...frames: Frame[]) => decimated({ factor: 4, order: 2 }, frames);
    for (const map of [{ gains: [2] }, { centres: [1] }]) {
      expect(() => go(ones(0), { ...ones(12), ...map })).to.throw(DataError, 'decimate before what makes them');
      const out = go({ ...ones(0), ...map }, { ...ones(12), ...map }, ones(30));
      expect(out.map(f => [f.start, f.gains, f.centres])).to.deep.equal([
        [1, ...[map.gains, map.centres]],
        [3, ...[map.gains, map.centres]],
        [9, undefined, undefined],
      ]);
    }
  });

  it('never gives -0', () => {
    const tiny = frame(new Float32Array(24).fill(-(2 ** -149))); // the mean of three and -0s rounds to -0
    for (let i = 0; i < 24; i++) if (i % 4 !== 0) tiny.data[i] = -0;
    for (const f of decimated({ factor: 4, order: 1 }, [tiny])) {
      f.data.forEach(y => expect(Object.is(y, -0)).to.equal(false));
    }
    const zeros = decimated({ factor: 4, order: 1 }, [frame(new Float32Array(8).fill(-0))]);
    expect(Object.is(zeros[0].data[0], 0)).to.equal(true);
  });

  it('refuses frames out of order, other channels and other rates', () => {
    const go = (...frames: Frame[]) => decimated({ factor: 4 }, frames);
    const f = frame(new Float32Array(8));
    expect(() => go(f, f)).to.throw(DataError, 'decimate: frames must follow each other');
    expect(() => go(f, frame(new Float32Array(8), { channels: 2, start: 8 }))).to.throw(
      DataError,
      'decimate: the number of channels',
    );
  });

  it('refuses wrong options at the call and damaged states', () => {
    expect(() => decimateStage({ factor: 1 })).to.throw(
      OptionRangeError,
      'decimate: factor must be an integer in [2, 4096], got 1',
    );
    expect(() => decimateStage({ factor: 4, order: 5 })).to.throw(
      OptionRangeError,
      'decimate: order must be an integer in [1, 4]',
    );
    expect(() => decimateStage({} as DecimateOptions)).to.throw(OptionTypeError, 'decimate: factor must be a number');
    const stage = decimateStage({ factor: 4 });
    stage.process(sliceFrame(frame(new Float32Array(9)), 0, 7), () => {});
    const saved = stage.save() as Record<string, unknown>;
    for (const damage of [
      { next: 0.5 },
      { next: -5 },
      { next: 1e9 },
      { buffer: {} },
      { map: { gains: [1, 2] } },
      { map: { centres: 'x' } },
    ]) {
      expect(() => decimateStage({ factor: 4 }).restore({ ...saved, ...damage }), JSON.stringify(damage)).to.throw(
        Error,
        'decimate',
      );
    }
  });

  for (const options of [{ factor: 2, order: 1 }, { factor: 3, order: 4 }, { factor: 8 }]) {
    stageLaws(`decimateStage ${JSON.stringify(options)}`, { make: () => decimateStage(options) });
  }
});
