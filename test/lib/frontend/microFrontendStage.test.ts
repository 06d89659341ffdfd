import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { type AnyFrame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { MICRO_WAKE_WORD, microFrontendStage, type MicroFrontendOptions } from '../../../lib/frontend/index.js';
import type { IncompleteWindow } from '../../../lib/framing/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { sharedData } from '../../sharedData.js';

/** A recorded run of TensorFlow's `audio_microfrontend`. */
interface Case {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  readonly shape: readonly [frames: number, channels: number];
  readonly source: string;
  readonly samples: number;
  /** Bytes before its features. */
  readonly offset: number;
  /** Bytes before its samples, where they are synthetic. */
  readonly sourceOffset?: number;
}

const data = sharedData();
const folder = join(data ?? '', 'conformance/micro_frontend');

/** 16-bit samples of a case; WAV files hold them behind a head of 44 bytes. */
function samplesOf({ source, sourceOffset, samples }: Case): Int16Array {
  const path = /^\d_/.test(source) ? join('fsdd', source) : source;
  const [bytes, at] =
    sourceOffset === undefined
      ? [readFileSync(join(data ?? '', 'signals/audio', path)), 44]
      : [readFileSync(join(folder, source)), sourceOffset];
  expect(sourceOffset !== undefined || bytes.toString('latin1', 36, 40) === 'data', source).to.equal(true);
  return Int16Array.from({ length: samples }, (_, i) => bytes.readInt16LE(at + 2 * i));
}

function optionsOf({ options: o }: Case): MicroFrontendOptions {
  return {
    sampleRate: o.sample_rate,
    size: (o.window_size * o.sample_rate) / 1000,
    hop: (o.window_step * o.sample_rate) / 1000,
    channels: o.num_channels,
    lowerBandLimit: o.lower_band_limit,
    upperBandLimit: o.upper_band_limit,
    smoothingBits: o.smoothing_bits,
    evenSmoothing: o.even_smoothing,
    oddSmoothing: o.odd_smoothing,
    minSignalRemaining: o.min_signal_remaining,
    pcan: Boolean(o.enable_pcan),
    pcanStrength: o.pcan_strength,
    pcanOffset: o.pcan_offset,
    gainBits: o.gain_bits,
    log: Boolean(o.enable_log),
    scaleShift: o.scale_shift,
  };
}

/** Features, window by window. */
function featuresOf(options: MicroFrontendOptions, frames: readonly AnyFrame[]): number[][] {
  return [...run(microFrontendStage(options), frames)].flatMap(f =>
    Array.from({ length: f.length }, (_, k) => Array.from({ length: f.channels }, (_, c) => f.data[c * f.length + k])),
  );
}

function realFrame(samples: Int16Array, sampleRate: number): AnyFrame {
  const info = streamInfo({ channels: 1, sampleRate });
  return frame(
    Float32Array.from(samples, x => x / 32768),
    { info },
  );
}

function codesFrame(samples: Int16Array, sampleRate: number): QFrame {
  const info = streamInfo({ channels: 1, sampleRate });
  const params = affineParams({ scale: [2 ** -15], zeroPoint: [0], bits: 16 });
  return { data: samples, channels: 1, length: samples.length, start: 0, info, params, clipped: 0 };
}

const tone = (length: number, start = 0) =>
  frame(
    Float32Array.from({ length }, (_, i) => Math.sin((start + i) / 3) / 2),
    { start, info: streamInfo({ channels: 1, sampleRate: 16000 }) },
  );

describe('microFrontendStage', () => {
  it("gives the features that TensorFlow's audio_microfrontend recorded, in each of 29 cases", function () {
    if (!data) this.skip();
    const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as { readonly cases: Case[] };
    const recorded = readFileSync(join(folder, 'features.bin'));
    let values = 0;
    for (const c of cases) {
      const [frames, channels] = c.shape;
      const wanted = Array.from({ length: frames }, (_, k) =>
        Array.from({ length: channels }, (_, i) => recorded.readUInt16LE(c.offset + 2 * (k * channels + i))),
      );
      const samples = samplesOf(c);
      const rate = c.options.sample_rate;
      expect(featuresOf(optionsOf(c), [realFrame(samples, rate)]), c.name).to.deep.equal(wanted);
      expect(featuresOf(optionsOf(c), [codesFrame(samples, rate)]), `${c.name}, codes`).to.deep.equal(wanted);
      values += frames * channels;
    }
    expect([cases.length, values]).to.deep.equal([29, 98_616]);
  });

  it('hears nothing in silence', () => {
    const silence = frame(new Float32Array(4000), { info: streamInfo({ channels: 1, sampleRate: 16000 }) });
    const features = featuresOf(MICRO_WAKE_WORD, [silence]);
    expect(features).to.have.length(23); // (4000 - 480) / 160 + 1
    expect(features.flat().every(x => x === 0)).to.equal(true);
  });

  it('puts a tone into the band whose triangle holds it', () => {
    const info = streamInfo({ channels: 1, sampleRate: 16000 });
    for (const hertz of [500, 1000, 3000]) {
      const data = Float32Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / 16000) / 2);
      const [features] = featuresOf({ size: 480, channels: 40, log: false }, [frame(data, { info })]);
      // mel(f) = 1127 ln(1 + f / 700); 41 centres between the limits, band c around centre c + 1
      const mel = (f: number) => 1127 * Math.log1p(f / 700);
      const place = (mel(hertz) - mel(125)) / ((mel(7500) - mel(125)) / 41) - 2;
      const loudest = features.indexOf(Math.max(...features));
      expect(Math.abs(loudest - place), `${hertz} Hz`).to.be.below(1.5);
    }
  });

  it('numbers windows from the absolute index of their first sample, and says when they are', () => {
    const [first, second] = [...run(microFrontendStage(MICRO_WAKE_WORD), [tone(800, 1000), tone(1000, 2000)])];
    // from 1120 = 7 * 160: windows 7 and 8 end at 1600 and 1760; behind the gap from 2080 = 13 * 160
    expect([first.start, first.length, first.channels]).to.deep.equal([7, 2, 40]);
    expect([second.start, second.length]).to.deep.equal([13, 3]);
    expect(first.info.sampleRate).to.equal(100);
  });

  it('reports the samples that are in no window', () => {
    const left: IncompleteWindow[] = [];
    const stage = microFrontendStage({ ...MICRO_WAKE_WORD, onIncomplete: w => left.push(w) });
    [...run(stage, [tone(800, 1000), tone(1000, 2000)])];
    expect(left.map(({ start, length }) => [start, length])).to.deep.equal([
      [1000, 120],
      [1760, 40],
      [2000, 80],
      [2880, 120],
    ]);
  });

  it('clips what does not fit int16, and counts it', () => {
    let clipped = 0;
    const info = streamInfo({ channels: 1, sampleRate: 16000 });
    const loud = frame(
      Float32Array.from({ length: 480 }, (_, i) => (i % 2 ? 1 : -1)),
      { info },
    );
    const stage = microFrontendStage({ ...MICRO_WAKE_WORD, onClipped: n => (clipped += n) });
    [...run(stage, [loud])];
    expect(clipped).to.equal(240); // 1 stands for 32768, -1 for -32768
  });

  it('takes codes that are held as real numbers', () => {
    const samples = Int16Array.from({ length: 1600 }, (_, i) => 9000 * Math.sin(i / 5));
    const info = streamInfo({ channels: 1, sampleRate: 16000 });
    const held = frame(Float32Array.from(samples), { info });
    expect(featuresOf({ ...MICRO_WAKE_WORD, fullScale: 32768 }, [held])).to.deep.equal(
      featuresOf(MICRO_WAKE_WORD, [codesFrame(samples, 16000)]),
    );
  });

  it('refuses what it cannot take', () => {
    const push = (f: AnyFrame) => () => [...run(microFrontendStage(MICRO_WAKE_WORD), [f])];
    const info = streamInfo({ channels: 1, sampleRate: 16000 });
    expect(push(frame(new Float32Array(4), { channels: 2 }))).to.throw(DataError, 'has 2 channels');
    expect(push(realFrame(new Int16Array(4), 8000))).to.throw(DataError, 'has 8000 Hz, the settings are for 16000 Hz');
    expect(push(frame(Float32Array.of(0, NaN), { info }))).to.throw(DataError, 'is NaN at t = 0.000 s');
    const eight = {
      ...codesFrame(new Int16Array(4), 16000),
      params: affineParams({ scale: [1], zeroPoint: [0] }),
      data: new Int8Array(4),
    };
    expect(push(eight)).to.throw(DataError, '8-bit affine codes');
    expect(() => microFrontendStage({ hop: 401 })).to.throw(OptionRangeError, 'hop must be an integer in [1, 400]');
    expect(() => microFrontendStage({ upperBandLimit: 8000 })).to.throw(OptionRangeError, 'below 8000 Hz');
    expect(() => microFrontendStage({ pcan: true, gainBits: 14 })).to.throw(
      OptionRangeError,
      'gainBits of at least 15',
    );
  });

  const small: MicroFrontendOptions = {
    ...{ sampleRate: 50, size: 12, hop: 5, channels: 3, lowerBandLimit: 1, upperBandLimit: 20 },
    ...{ fullScale: 4, pcan: true },
  };
  stageLaws('microFrontend', { make: () => microFrontendStage(small), channels: 1 });
});
