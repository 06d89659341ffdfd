import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { frame, type Frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { sliceFrame } from '../../../lib/sliceFrame.js';

import {
  compile,
  averagePool1d,
  conv1d,
  dense,
  flatten,
  type FloatNetwork,
  type IntegerNetwork,
  sequential,
  slidingStage,
} from '../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affine, affineParams, muLaw } from '../../../lib/quantizers/index.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { random } from '../../../lib/random.js';
import { range } from '../../../lib/range.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 2, sampleRate: 50, epoch: 1_000_000_000n });

/** Output k is the mean of each channel over window k. */
const means: FloatNetwork = sequential({
  name: 'means',
  input: [4, 2],
  labels: ['left', 'right'],
  layers: [averagePool1d({ size: 4 }), flatten()],
});

/** Channel 0 counts 0, 1, 2, ...; channel 1 is ten times that. */
function ramp(start: number, length: number): Frame {
  const data = Float32Array.from({ length: 2 * length }, (_, i) =>
    i < length ? start + i : 10 * (start + i - length),
  );
  return frame(data, { channels: 2, start, info });
}

function small(): { float: FloatNetwork; integer: IntegerNetwork } {
  const float = sequential({
    name: 'small',
    input: [5, 2],
    seed: 4,
    layers: [conv1d({ filters: 3, kernel: 2, activation: 'relu' }), flatten(), dense({ units: 2 })],
  });
  const ranges = activationRanges(float);
  const generator = random(8);
  for (let k = 0; k < 20; k++) ranges.push(new Float32Array(10).map(() => 3 * generator.normal()));
  return { float, integer: quantizeNetwork(float, ranges.value()) };
}

const { float, integer } = small();
const quantizer = affine({ rounding: 'halfAway' });
const coded = (f: Frame): QFrame => encodeFrame(quantizer, f, integer.inputs[0].params);

describe('slidingStage', () => {
  it('runs windows at multiples of the hop: one sample a window, one channel an output', () => {
    const [f] = [...run(slidingStage(compile(means), { hop: 2 }), [ramp(0, 9)])];
    expect([f.channels, f.length, f.start]).to.deep.equal([2, 3, 0]);
    // the means of 0..3, 2..5, 4..7, and ten times that
    expect([...f.data]).to.deep.equal([1.5, 3.5, 5.5, 15, 35, 55]);
    expect(f.info.names).to.deep.equal(['left', 'right']);
  });

  it('dates a decision at the end of its window', () => {
    const [f] = [...run(slidingStage(compile(means), { hop: 2 }), [ramp(0, 4)])];
    expect(f.info.sampleRate).to.equal(25);
    expect(f.info.epoch).to.equal(1_000_000_000n + 80_000_000n); // 4 samples at 50 Hz
  });

  it('takes windows side by side by default, and leaves samples out when it hops further', () => {
    const starts = (hop?: number) => [...run(slidingStage(compile(means), hop ? { hop } : {}), [ramp(0, 20)])][0];
    expect([...starts().data.subarray(0, 5)]).to.deep.equal([1.5, 5.5, 9.5, 13.5, 17.5]);
    expect([...starts(7).data.subarray(0, 3)]).to.deep.equal([1.5, 8.5, 15.5]);
  });

  it('counts windows by absolute index, wherever the stream begins', () => {
    const [f] = [...run(slidingStage(compile(means), { hop: 4 }), [ramp(-6, 20)])];
    expect(f.start).to.equal(-1); // the first whole window is -4 .. -1
    expect([...f.data.subarray(0, 4)]).to.deep.equal([-2.5, 1.5, 5.5, 9.5]);
    const [late] = [...run(slidingStage(compile(means), { hop: 4 }), [ramp(2 ** 24 - 3, 20)])];
    expect(late.start).to.equal(2 ** 22);
  });

  it('does not run windows that would contain a gap', () => {
    const out = [...run(slidingStage(compile(means), { hop: 2 }), [ramp(0, 7), ramp(9, 7)])];
    expect(out.map(f => [f.start, f.length])).to.deep.equal([
      [0, 2], // 0..3, 2..5
      [5, 2], // 10..13, 12..15
    ]);
  });

  it('loses no window to a gap that lies between windows', () => {
    const out = [...run(slidingStage(compile(means), { hop: 8 }), [ramp(0, 5), ramp(7, 6)])];
    expect(out.map(f => f.start)).to.deep.equal([0, 1]);
  });

  it('takes single samples where the network has no time', () => {
    const network = sequential({ name: 'n', input: [2], layers: [dense({ units: 1, weights: [1, 1] })] });
    const [f] = [...run(slidingStage(compile(network)), [ramp(0, 3)])];
    expect([...f.data]).to.deep.equal([0, 11, 22]);
    expect(f.info.names).to.deep.equal(['dense_1[0]']);
  });

  it('gives the codes of an integer network with the params of its output', () => {
    const out = [...run(slidingStage(compile(integer), { hop: 3 }), [coded(ramp(0, 20))])] as QFrame[];
    const { params } = integer.layers[integer.layers.length - 1];
    expect(out).to.have.lengthOf(1);
    expect(out[0].params).to.equal(params);
    expect(out[0].data).to.be.instanceOf(Int8Array);
    // the same windows through the executor by hand
    const compiled = compile(integer);
    const state = compiled.newState();
    const f = coded(ramp(0, 20));
    const result = new Int8Array(2);
    for (let k = 0; k < 6; k++) {
      const window = Int8Array.from({ length: 10 }, (_, i) => f.data[(i % 2) * 20 + 3 * k + Math.floor(i / 2)]);
      compiled.run(state, window, result);
      expect([out[0].data[k], out[0].data[6 + k]], `window ${k}`).to.deep.equal([...result]);
    }
    expect(decodeFrame(out[0]).length).to.equal(6);
  });

  it('refuses codes that stand for other values than the model was calibrated for', () => {
    const model = quantizeNetwork(float, new Map(activation()), {
      input: affineParams({ scale: 0.0081, zeroPoint: -2 }),
    });
    const send = (f: unknown) => [...run(slidingStage(compile(model)), [f as QFrame])];
    const at640 = { ...ramp(640, 5) };
    const other = encodeFrame(quantizer, at640, affineParams({ scale: 0.0078, zeroPoint: 3 }));
    expect(() => send(other)).to.throw(
      Error,
      'infer: frame at t = 12.800 s (1970-01-01T00:00:13.800Z) has scale 0.0078, zero point 3; ' +
        'the model was calibrated for 0.0081, -2; freeze the range before infer',
    );
    expect(() => send(encodeFrame(muLaw(), at640, muLaw().design(range(-1, 1))))).to.throw(
      Error,
      'infer: frame at t = 12.800 s (1970-01-01T00:00:13.800Z) has companded params, the model was calibrated for 0.0081, -2; requantize',
    );
    const perChannel = { ...other, params: { ...other.params, scale: [1, 2], zeroPoint: [0, 0] } };
    expect(() => send(perChannel)).to.throw(Error, 'has scale 1 and 2, zero point 0 and 0; the model');
    const narrow = { ...other, params: { ...model.inputs[0].params, bits: 7, qmin: -64, qmax: 63 } };
    expect(() => send(narrow)).to.throw(Error, 'has 7-bit codes -64 to 63, the model takes 8-bit codes -128 to 127');
    expect(() => send({ ...other, params: { ...model.inputs[0].params, ditherSeed: 1 } })).to.throw(
      Error,
      'is dithered',
    );
    expect(() => send(at640)).to.throw(Error, 'holds real numbers, the model takes codes; quantize before infer');
    expect(() => [...run(slidingStage(compile(float)), [other as unknown as Frame])]).to.throw(
      Error,
      'holds codes, the model takes real numbers; dequantize before infer',
    );
  });

  it('refuses other channels, another rate than the model was trained for, and frames that run backwards', () => {
    const send = (...frames: Frame[]) => [...run(slidingStage(compile({ ...means, sampleRate: 50 })), frames)];
    expect(() => send(frame(new Float32Array(6), { channels: 3 }))).to.throw(
      Error,
      'infer: frame at sample 0 has 3 channels, the model takes 2',
    );
    const slow = streamInfo({ channels: 2, sampleRate: 25 });
    expect(() => send({ ...ramp(0, 4), info: slow })).to.throw(
      Error,
      'infer: the stream has 25 Hz, the model was trained for 50 Hz; put resample({ rate: 50 }) before infer',
    );
    expect(() => send(ramp(0, 4), ramp(3, 4))).to.throw(Error, 'infer: frames must follow each other in time');
  });

  it('refuses a wrong hop at the call', () => {
    expect(() => slidingStage(compile(means), { hop: 0 })).to.throw(
      RangeError,
      'infer: hop must be an integer of at least 1, got 0',
    );
  });

  it('holds the last window only, and restores no state of another geometry or with foreign samples', () => {
    const stage = slidingStage(compile(means), { hop: 1 });
    [...run(stage, [ramp(0, 1000)])].length;
    const saved = stage.save() as { samples: unknown[][] };
    expect(saved.samples).to.deep.equal([[997, 9970, 998, 9980, 999, 9990]]);
    expect(() => slidingStage(compile(means), { hop: 2 }).restore(saved)).to.throw(
      Error,
      'infer: the state was saved with hop = 1, this infer has 2',
    );
    for (const samples of [[], [[1]], [Array(6).fill(0.1)], [Array(8).fill(0)], [Array(6).fill('x')]]) {
      expect(() => slidingStage(compile(means), { hop: 1 }).restore({ ...saved, samples })).to.throw(Error, 'infer');
    }
  });

  it('is not disturbed by another stage on the same executor', () => {
    const executor = compile(means);
    const [a, b] = [slidingStage(executor), slidingStage(executor)];
    const out: number[] = [];
    a.process(sliceFrame(ramp(0, 4), 0, 2), () => {});
    b.process(ramp(100, 8), () => {});
    a.process(sliceFrame(ramp(0, 4), 2, 4), f => out.push(...f.data));
    expect(out).to.deep.equal([1.5, 15]);
  });

  stageLaws('slidingStage of a float network, overlapping', {
    make: () => slidingStage(compile(float), { hop: 2 }),
    channels: 2,
  });
  stageLaws('slidingStage of a float network, with samples left out', {
    make: () => slidingStage(compile(float), { hop: 9 }),
    channels: 2,
  });
  stageLaws('slidingStage of an integer network', {
    make: () => slidingStage(compile(integer), { hop: 3 }),
    input: coded,
    channels: 2,
  });
});

/** Ranges of every tensor of the small float network. */
function activation() {
  const ranges = activationRanges(float);
  ranges.push(new Float32Array(10).fill(1));
  return ranges.value();
}
