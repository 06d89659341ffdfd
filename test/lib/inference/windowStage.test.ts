import { expect } from 'chai';
import { type AnyFrame, type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import {
  activationStage,
  add,
  compile,
  concat,
  conv1d,
  dense,
  dialectComparisonStage,
  flatten,
  type FloatNetwork,
  type IntegerNetwork,
  networkBuilder,
  slidingStage,
  streamParams,
  tflm,
  xnnpack,
} from '../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run, type Stage } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 4, sampleRate: 10, names: ['x', 'y', 'p', 'age'] });

/** x counts 0, 1, 2, ..., y is ten times that, p a hundred times, age a thousand times. */
function ramp(start: number, length: number): Frame {
  const data = Float32Array.from(
    { length: 4 * length },
    (_, i) => 10 ** Math.floor(i / length) * (start + (i % length)),
  );
  return frame(data, { start, info });
}

/** Windows of 4 samples of x and y, of 2 of p, and one number of the user: all of them, and the sum of the last ones. */
function threeInputs(): FloatNetwork {
  const b = networkBuilder({ name: 'three' });
  const acc = b.input('acc', [4, 2]);
  const pressure = b.input('pressure', [1, 2, 1], { timeAxis: 1 });
  const user = b.input('user', [1]);
  const flat = [acc, pressure, user].map(tensor => b.add(flatten(), tensor));
  const all = b.add(concat({ name: 'all' }), ...flat);
  const weights = [0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1];
  return b.build([all, b.add(dense({ units: 1, weights, name: 'last' }), all)]);
}

const three = compile(threeInputs());

/** A network of two inputs with windows of their own, and two outputs. */
function twoInputs(): FloatNetwork {
  const b = networkBuilder({ name: 'two', seed: 5 });
  const fast = b.add(flatten(), b.add(conv1d({ filters: 2, kernel: 2, activation: 'relu' }), b.input('a', [5, 2])));
  const slow = b.add(flatten(), b.input('b', [3, 1]));
  const joined = b.add(add(), b.add(dense({ units: 2 }), fast), b.add(dense({ units: 2 }), slow));
  return b.build([joined, b.add(dense({ units: 3 }), fast)]);
}

const two = twoInputs();

function quantized(): IntegerNetwork {
  const ranges = activationRanges(two);
  const generator = random(8);
  for (let k = 0; k < 20; k++) {
    ranges.push([10, 3].map((length, i) => new Float32Array(length).map(() => (3 + 4 * i) * generator.normal())));
  }
  return quantizeNetwork(two, ranges.value());
}

const integer = quantized();
const coded = (f: Frame): QFrame => encodeFrame(affine({ rounding: 'halfAway' }), f, streamParams(integer));

/** The frames of one output alone, so that frames of several are not joined. */
function ofOutput(stage: Stage<AnyFrame, AnyFrame>, name: string): Stage<AnyFrame, AnyFrame> {
  return {
    ...stage,
    process: (f, emit) => stage.process(f, out => void (out.info.names[0].startsWith(`${name}[`) && emit(out))),
  };
}

describe('windowStage', () => {
  it('lets inputs of different windows end together, and gives one without time the last sample', () => {
    const out = [...run(slidingStage(three, { hop: 3 }), [ramp(0, 5), ramp(5, 3)])];
    // window 0 is 0..3, window 1 is 3..6; x and y in turns, then p, then age
    expect(out.map(f => [f.info.names[0], f.start, f.length])).to.deep.equal([
      ['all[0]', 0, 1],
      ['last[0]', 0, 1],
      ['all[0]', 1, 1],
      ['last[0]', 1, 1],
    ]);
    expect([...out[0].data]).to.deep.equal([0, 0, 1, 10, 2, 20, 3, 30, 200, 300, 3000]);
    expect([...out[1].data]).to.deep.equal([3 + 30 + 300 + 3000]);
    expect([...out[2].data]).to.deep.equal([3, 30, 4, 40, 5, 50, 6, 60, 500, 600, 6000]);
    expect([...out[3].data]).to.deep.equal([6 + 60 + 600 + 6000]);
    expect(out[3].info.epoch).to.equal(out[2].info.epoch);
  });

  it('keeps for every input what the next window shares with this one', () => {
    for (const hop of [1, 2, 4, 7]) {
      const [all] = [...run(slidingStage(three, { hop, outputs: ['all'] }), [ramp(0, 30)])];
      for (let k = 0; k < all.length; k++) {
        const at = Array.from({ length: 4 }, (_, i) => k * hop + i);
        const window = [...at.flatMap(t => [t, 10 * t]), 100 * at[2], 100 * at[3], 1000 * at[3]];
        expect(window, `hop ${hop}, window ${k}`).to.deep.equal(window.map((_, c) => all.data[c * all.length + k]));
      }
      expect(all.length).to.equal(Math.floor((30 - 4) / hop) + 1);
    }
  });

  it('gives out the outputs that are asked for, in that order', () => {
    const names = (outputs: string[]) =>
      [...run(slidingStage(three, { outputs }), [ramp(0, 4)])].map(f => f.info.names[0]);
    expect(names(['last', 'all'])).to.deep.equal(['last[0]', 'all[0]']);
    expect(names(['last'])).to.deep.equal(['last[0]']);
    expect(() => slidingStage(three, { outputs: ['none'] })).to.throw(
      RangeError,
      'infer: outputs must be one of all, last; got "none"',
    );
  });

  it('names the channels of several outputs by output and label', () => {
    const labels = [...Array.from({ length: 11 }, (_, k) => `n${k}`), 'sum'];
    const out = [...run(slidingStage(compile({ ...threeInputs(), labels })), [ramp(0, 4)])];
    expect([out[0].info.names[10], ...out[1].info.names]).to.deep.equal(['all[n10]', 'last[sum]']);
  });

  it('reads the channels that are named for each input, and none that are not', () => {
    const inputs = { acc: ['y', 'x'], pressure: [3], user: ['p'] };
    const [all] = [...run(slidingStage(three, { inputs, outputs: ['all'] }), [ramp(0, 4)])];
    expect([...all.data]).to.deep.equal([0, 0, 10, 1, 20, 2, 30, 3, 2000, 3000, 300]);
    const twice = { acc: [0, 0], pressure: [0], user: [0] };
    const [same] = [...run(slidingStage(three, { inputs: twice, outputs: ['last'] }), [ramp(0, 4)])];
    expect([...same.data]).to.deep.equal([12]);
  });

  it('says which channels are missing', () => {
    const f = frame(new Float32Array(12), { channels: 3 });
    expect(() => [...run(slidingStage(three), [f])]).to.throw(
      Error,
      'infer: frame at sample 0 has 3 channels, the model takes 4: 2 for "acc", 1 for "pressure", 1 for "user"; ' +
        'name the channels of each in the option inputs',
    );
  });

  it('shows the taps of networks of several inputs, and compares dialects on them', () => {
    const shown = [...run(activationStage(compile(threeInputs(), { taps: 'all' }), { hop: 2 }), [ramp(0, 6)])];
    const pressure = shown.find(({ tensor }) => tensor === 'pressure')?.frame;
    expect([...(pressure?.data ?? [])]).to.deep.equal([200, 300, 400, 500]);
    const codes = coded(
      frame(
        Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
        { channels: 3 },
      ),
    );
    const reports = [...run(dialectComparisonStage(integer, { dialects: [tflm, xnnpack], hop: 5 }), [codes])];
    expect(reports.map(({ window, outputs }) => [window, outputs.length])).to.deep.equal([
      [0, 2],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
  });

  it('takes codes of one stream whose channels have the params of their inputs', () => {
    const [a, b] = integer.inputs.map(({ params }) => params);
    expect(a.scale).not.to.deep.equal(b.scale);
    const f = frame(
      Float32Array.from({ length: 15 }, (_, i) => Math.sin(i)),
      { channels: 3 },
    );
    const out = [...run(slidingStage(compile(integer)), [coded(f)])];
    const compiled = compile(integer);
    const results = [new Int8Array(2), new Int8Array(3)];
    const encode = (x: number[], p: typeof a) => [
      ...encodeFrame(affine({ rounding: 'halfAway' }), frame(Float32Array.from(x)), p).data,
    ];
    const acc = Array.from({ length: 10 }, (_, i) => f.data[(i % 2) * 5 + Math.floor(i / 2)]);
    const inputs = [encode(acc, a), encode([...f.data.subarray(12)], b)].map(codes => Int8Array.from(codes));
    compiled.run(compiled.newState(), inputs, results);
    expect(out.map(({ data }) => [...data])).to.deep.equal(results.map(codes => [...codes]));
    const wrong = encodeFrame(affine({ rounding: 'halfAway' }), f, a);
    expect(() => [...run(slidingStage(compile(integer)), [wrong])]).to.throw(Error, 'the model was calibrated for');
  });

  it('refuses networks whose inputs no stream can hold', () => {
    const mixed = { ...integer, inputs: [integer.inputs[0], { name: 'b', shape: [3, 1] }] };
    const stage = () => slidingStage({ ...compile(integer), network: mixed });
    expect(stage).to.throw(
      Error,
      'network: inputs: infer takes one stream, of real numbers or of codes of one width, ' +
        'got 8-bit codes -128 to 127 for "a", real numbers for "b"',
    );
  });

  for (const name of two.outputs) {
    stageLaws(`slidingStage of a network of two inputs and two outputs, ${name}`, {
      make: () => ofOutput(slidingStage(compile(two), { hop: 2 }), name),
      channels: 3,
    });
  }
  stageLaws('slidingStage of an integer network of two inputs, samples left out between windows', {
    make: () => slidingStage(compile(integer), { hop: 7, outputs: [two.outputs[0]] }),
    input: coded,
    channels: 3,
  });
  stageLaws('slidingStage of a network of two inputs on channels that are named', {
    make: () => slidingStage(compile(two), { hop: 4, inputs: { a: [2, 0], b: ['ch1'] }, outputs: [two.outputs[1]] }),
    channels: 3,
  });
});
