import { expect } from 'chai';
import { firstValueFrom, from, ignoreElements, map, mergeMap, type Observable, of, pipe, toArray } from 'rxjs';
import type { SplitFrame } from '../../lib/splitFrame.js';
import { unallocateFrame } from '../../lib/allocation/index.js';
import { decodeFrame } from '../../lib/decode.js';
import { channelGain } from '../../lib/equalizers/index.js';
import { DataError } from '../../lib/errors.js';
import {
  type AnyFrame,
  channelOf,
  type Frame,
  frame,
  type QFrame,
  type SensorMap,
  streamInfo,
} from '../../lib/frame.js';
import { single, tflm } from '../../lib/network.js';
import { affine, affineParams, midRise } from '../../lib/quantizers/index.js';
import { inSensorDomain, sameSensorMap, toSensor } from '../../lib/sensorDomain.js';
import { sliceFrame } from '../../lib/sliceFrame.js';
import { minMax } from '../../lib/ranges/index.js';
import * as operators from '../../operators/index.js';
import { quarterNetwork } from '../lib/engine/quarterNetwork.js';
import { wave } from './lifecycle.js';

const { agc, centre, decimate, dequantize, equalize, quantize, reframe, trackRange, uncentre, unequalize } = operators;
const BLOCK = 16;
const LENGTH = 96;
const sensor = wave(LENGTH, BLOCK).map(f => ({ ...f, data: f.data.map(x => Math.fround(x + 3)) }));
const range = { min: [2, -5], max: [4, 11] };

/** The streams that every operator stands behind. */
const sources: Readonly<Record<string, Observable<Frame>>> = {
  equalize: from(sensor).pipe(equalize({ range, equalizer: channelGain({ powerOfTwo: true }) })),
  agc: from(sensor).pipe(agc({ target: 1, attack: 0.05, release: 0.2, every: BLOCK })),
  centre: from(sensor).pipe(centre({ centres: [3.0625, 2.5] })),
  'a slow centre': from(sensor).pipe(centre({ corner: 0.5, every: BLOCK })),
  'centre and agc': from(sensor).pipe(
    centre({ centres: [3.0625, 2.5] }),
    agc({ target: 1, attack: 0.05, release: 0.2, every: BLOCK }),
  ),
};

/** Behind which of them gains or centres change from block to block. */
const CHANGING = ['agc', 'a slow centre', 'centre and agc'];
const GAINED = ['equalize', 'agc', 'centre and agc'];
const RANGED = ['equalize']; // filters refuse frames that carry a range already
const CENTRED = ['centre', 'a slow centre', 'centre and agc'];

type Out = AnyFrame | SplitFrame;

/** How an operator is tried. */
type Trial =
  /** The outputs stand for the sensor's samples at their indices, each within `within` of it (steps of quantizers, in the sensor's unit). */
  | {
      readonly sensor: (in$: Observable<Frame>) => Observable<Out>;
      readonly within: number;
      readonly refused?: readonly string[];
    }
  /** The outputs are other samples, under the gains and centres in force at their indices. */
  | { readonly carried: (in$: Observable<Frame>) => Observable<Frame>; readonly refused?: readonly string[] }
  /** What is given out is no longer the sensor's: it carries neither. */
  | { readonly other: (in$: Observable<Frame>) => Observable<unknown> };

const coded = quantize({ quantizer: affine({ bits: 16, zero: 'free' }), range: [-64, 64] });
const STEP = (128 / 65535) * 64; // of those codes, in the sensor's unit where a gain is as small as 1/64
const network = quarterNetwork();
const codesFor = () => quantize({ quantizer: affine(), params: network.inputs[0].params });

/** Mono audio of the first channel's numbers, as the front end takes it. */
const loudness = () =>
  pipe(
    map((f: Frame) =>
      frame(
        channelOf(f, 0).map(x => x / 64),
        { start: f.start, info: AUDIO },
      ),
    ),
    operators.microFrontend({ size: 32, hop: 16, channels: 4 }),
  );
const AUDIO = streamInfo({ channels: 1, sampleRate: 16_000 });

const table: Readonly<Record<string, Trial>> = {
  activations: {
    other: in$ =>
      in$.pipe(
        codesFor(),
        operators.activations(network),
        map(a => a.frame),
      ),
  },
  agc: {
    sensor: in$ => in$.pipe(agc({ target: 4, attack: 0, release: 1, every: BLOCK, powerOfTwo: true })),
    within: 1e-5,
  },
  allocate: {
    sensor: in$ => in$.pipe(operators.allocate({ budget: { bitsPerSecond: 12_800 }, every: BLOCK })),
    within: STEP,
  },
  bounded: { sensor: in$ => queue(in$, operators.bounded<Frame>({ capacity: 99, onOverflow: 'error' })), within: 1e-5 },
  boundedCodes: {
    sensor: in$ => queue(in$.pipe(coded), operators.boundedCodes({ capacityBytes: 2 ** 20, minBits: 16 })),
    within: STEP,
  },
  bySource: { sensor: in$ => in$.pipe(operators.bySource(() => reframe({ size: BLOCK }))), within: 1e-5 },
  calibrate: { sensor: in$ => in$.pipe(operators.calibrate({ samples: 40 })), within: 1e-5 },
  centre: { sensor: in$ => in$.pipe(centre({ samples: 40 })), within: 1e-5 },
  compareDialects: {
    other: in$ => in$.pipe(codesFor(), operators.compareDialects(network, { dialects: [tflm, single] })),
  },
  compareWith: { other: in$ => in$.pipe(coded, operators.compareWith(in$)) },
  concatFrames: {
    sensor: in$ =>
      in$.pipe(
        map(f => [f]),
        operators.concatFrames(),
      ),
    within: 1e-5,
  },
  decide: { other: in$ => in$.pipe(codesFor(), operators.infer(network), operators.decide()) },
  decimate: { sensor: in$ => in$.pipe(decimate({ factor: 4, order: 1 })), within: 1e-5, refused: CHANGING },
  deEmphasize: {
    sensor: in$ => in$.pipe(operators.preEmphasize(), operators.deEmphasize()),
    within: 1e-4,
    refused: RANGED,
  },
  dequantize: { sensor: in$ => in$.pipe(coded, dequantize()), within: STEP },
  equalize: { sensor: in$ => in$.pipe(equalize({ range })), within: 1e-5, refused: GAINED },
  // features and their codes are no samples of the sensor any more
  featureCodes: {
    other: in$ =>
      in$.pipe(loudness(), operators.featureCodes({ params: affineParams({ scale: 26 / 256, zeroPoint: -128 }) })),
  },
  fillMissing: { sensor: in$ => in$.pipe(operators.fillMissing()), within: 1e-5 },
  flushOn: { sensor: in$ => in$.pipe(operators.flushOn(of(0), () => reframe({ size: BLOCK }))), within: 1e-5 },
  infer: { other: in$ => in$.pipe(codesFor(), operators.infer(network)) },
  inferBy: { other: in$ => in$.pipe(codesFor(), operators.inferBy(network)) },
  lms: { carried: in$ => in$.pipe(operators.lms({ taps: 4 })), refused: RANGED },
  mapAsync: { sensor: in$ => in$.pipe(operators.mapAsync(f => Promise.resolve(f))), within: 1e-5 },
  // what a function makes of samples is no sensor's unit any more
  mapSamples: { other: in$ => in$.pipe(operators.mapSamples(x => x * x)) },
  measure: { other: in$ => in$.pipe(operators.measure(minMax)) },
  microFrontend: { other: in$ => in$.pipe(loudness()) },
  normalize: { sensor: in$ => in$.pipe(operators.normalize({ mean: 1, std: 4 })), within: 1e-4 },
  persist: {
    sensor: in$ => in$.pipe(operators.persist([reframe({ size: BLOCK })], { onState: () => {}, every: 32 })),
    within: 1e-5,
  },
  preEmphasize: { carried: in$ => in$.pipe(operators.preEmphasize()), refused: RANGED },
  quantize: { sensor: in$ => in$.pipe(coded), within: STEP },
  recalibrate: { sensor: in$ => in$.pipe(operators.recalibrate({ every: BLOCK, blocks: 2 })), within: 1e-5 },
  reframe: { sensor: in$ => in$.pipe(reframe({ size: 10 })), within: 1e-5 },
  reports: { other: in$ => in$.pipe(operators.reports({ meter: minMax, every: 32 })) },
  requantize: {
    sensor: in$ => in$.pipe(coded, operators.requantize({ params: affineParams({ scale: 2 ** -9, bits: 16 }) })),
    within: 2 * STEP,
  },
  resample: { sensor: in$ => in$.pipe(operators.resample({ rate: 100 })), within: 1e-5, refused: CHANGING },
  restamp: { sensor: in$ => in$.pipe(operators.restamp()), within: 1e-5 },
  // rows are not frames yet: what a program receives has neither
  rowsToFrames: {
    other: in$ =>
      in$.pipe(
        map(f => Array.from({ length: f.channels }, (_, c) => f.data[c * f.length])),
        operators.rowsToFrames({ fields: [0, 1] }),
      ),
  },
  selectChannels: { sensor: in$ => in$.pipe(operators.selectChannels({ channels: [0, 1] })), within: 1e-5 },
  sqnr: { other: in$ => in$.pipe(coded, operators.sqnr()) },
  stageOperator: { sensor: in$ => in$.pipe(reframe({ size: BLOCK })), within: 1e-5 }, // reframe is one
  tapMeter: { sensor: in$ => in$.pipe(operators.tapMeter({ meter: minMax, onReport: () => {} })), within: 1e-5 },
  tapSqnr: { sensor: in$ => in$.pipe(coded, operators.tapSqnr({ onReport: () => {} })), within: STEP },
  through: {
    sensor: in$ =>
      in$.pipe(
        toArray(),
        mergeMap(frames => operators.through(frames, trackRange())),
      ),
    within: 1e-5,
  },
  trackRange: { sensor: in$ => in$.pipe(trackRange({ every: 10 })), within: 1e-5 },
  unallocate: {
    sensor: in$ =>
      in$.pipe(operators.allocate({ budget: { bitsPerSecond: 12_800 }, every: BLOCK }), operators.unallocate()),
    within: STEP,
  },
  uncentre: {
    sensor: in$ => in$.pipe(uncentre()),
    within: 1e-5,
    refused: Object.keys(sources).filter(s => !CENTRED.includes(s)),
  },
  unequalize: {
    sensor: in$ => in$.pipe(unequalize()),
    within: 1e-5,
    refused: Object.keys(sources).filter(s => !GAINED.includes(s)),
  },
  unwhiten: {
    sensor: in$ => in$.pipe(operators.whiten({ predictors: [[0.9]] }), operators.unwhiten({ predictors: [[0.9]] })),
    within: 1e-4,
    refused: RANGED,
  },
  whiten: { carried: in$ => in$.pipe(operators.whiten({ predictors: [[0.9]] })), refused: RANGED },
};

/** What a pull-based operator makes of a stream. */
function queue<T>(in$: Observable<T>, operator: (source: Observable<T>) => AsyncIterable<T>): Observable<T> {
  return from(operator(in$));
}

const sampleAt = (c: number, index: number) => sensor[Math.floor(index / BLOCK)].data[c * BLOCK + (index % BLOCK)];

/** Real samples in the sensor's domain. */
function sensorOf(out: Out): Frame {
  if ('parts' in out) return toSensor(unallocateFrame(out));
  return toSensor('params' in out ? decodeFrame(out) : out);
}

/** The mean of the sensor over the window of a decimated sample: order 1, 4 samples from 1 before on. */
const decimatedAt = (c: number, m: number) =>
  [4 * m - 1, 4 * m, 4 * m + 1, 4 * m + 2].reduce((sum, i) => sum + sampleAt(c, i) / 4, 0);

describe('gains and centres travel', () => {
  it('through every operator there is', () => {
    expect(Object.keys(table)).to.deep.equal(Object.keys(operators).sort((a, b) => a.localeCompare(b)));
  });

  for (const [source, in$] of Object.entries(sources)) {
    for (const [name, trial] of Object.entries(table)) {
      if (!('other' in trial) && trial.refused?.includes(source)) {
        const refusing: (in$: Observable<Frame>) => Observable<unknown> =
          'sensor' in trial ? trial.sensor : trial.carried;
        it(`${name} refuses to stand behind ${source}, with advice`, async () => {
          const failure: unknown = await firstValueFrom(refusing(in$).pipe(ignoreElements()), {
            defaultValue: 0,
          }).catch((error: unknown) => error);
          expect(failure).to.be.instanceOf(DataError);
        });
      } else if ('sensor' in trial) {
        it(`${name} behind ${source} still says what the sensor said`, async () => {
          const out = await firstValueFrom(trial.sensor(in$).pipe(toArray()));
          const at = name === 'decimate' ? decimatedAt : sampleAt;
          let seen = 0;
          for (const f of out.map(sensorOf)) {
            for (let c = 0; c < 2; c++) {
              for (let i = 0; i < f.length; i++) {
                const wanted = at(c, f.start + i);
                expect(f.data[c * f.length + i], `channel ${c}, sample ${f.start + i}`).to.be.closeTo(
                  wanted,
                  trial.within,
                );
              }
            }
            seen += f.length;
          }
          expect(seen).to.equal(name === 'decimate' ? 23 : LENGTH);
        });
      } else if ('carried' in trial) {
        it(`${name} behind ${source} hands on what is in force at each sample`, async () => {
          const [before, after] = await Promise.all(
            [in$, trial.carried(in$)].map(x => firstValueFrom(x.pipe(toArray()))),
          );
          const force = (frames: readonly Frame[], index: number): SensorMap | undefined =>
            frames.find(f => f.start <= index && index < f.start + f.length);
          for (let i = 0; i < LENGTH; i++) {
            const [a, b] = [force(before, i), force(after, i)];
            expect(a && b && sameSensorMap(a, b) && !inSensorDomain(b), `sample ${i}`).to.equal(true);
          }
        });
      } else {
        it(`${name} behind ${source} gives out what is no sensor's any more`, async () => {
          const out = await firstValueFrom(trial.other(in$).pipe(toArray()));
          expect(out).to.not.have.length(0);
          for (const o of out) expect(o).to.not.have.any.keys('gains', 'centres');
        });
      }
    }
  }

  it('with parts of frames, of codes too', () => {
    const f = { ...sensor[0], gains: [2, 4], centres: [1, 2] };
    expect(sliceFrame(f, 2, 5)).to.deep.include({ gains: [2, 4], centres: [1, 2] });
    const codes: QFrame = {
      ...f,
      data: new Int8Array(f.data.length),
      params: midRise().design({ min: [-1], max: [1] }),
      clipped: 0,
    };
    expect(sliceFrame(codes, 2, 5)).to.deep.include({ gains: [2, 4], centres: [1, 2] });
  });
});
