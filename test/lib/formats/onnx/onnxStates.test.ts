import { expect } from 'chai';
import { type AnyNetwork, carryState, compile, importOnnx, matchStates } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { type ModelSource, onnxModel } from './onnxModel.js';

const [FEATURES, UNITS] = [3, 2];
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Random weights of a recurrent node: rows of W, of R, and both biases, gate by gate. */
function constants(gates: number, seed: number) {
  const { normal } = random(seed);
  const some = (length: number) => Array.from({ length }, () => Math.fround(normal() / 2));
  const [w, r, b] = [gates * UNITS * FEATURES, gates * UNITS * UNITS, 2 * gates * UNITS].map(some);
  const row = (gate: number, unit: number) => ({
    w: w.slice((gate * UNITS + unit) * FEATURES, (gate * UNITS + unit + 1) * FEATURES),
    r: r.slice((gate * UNITS + unit) * UNITS, (gate * UNITS + unit + 1) * UNITS),
    wb: b[gate * UNITS + unit],
    rb: b[(gates + gate) * UNITS + unit],
  });
  const dot = (a: readonly number[], x: readonly number[]) => a.reduce((sum, value, k) => sum + value * x[k], 0);
  /** The sums of a gate over the input and over the state. */
  const sums = (gate: number, unit: number, x: readonly number[], h: readonly number[]) => {
    const own = row(gate, unit);
    return [dot(own.w, x) + own.wb, dot(own.r, h) + own.rb] as const;
  };
  return { w, r, b, sums };
}

type Constants = ReturnType<typeof constants>;
type State = readonly (readonly number[])[];
const units = Array.from({ length: UNITS }, (_, u) => u);

/** One step by the equations of the ONNX operators, in double precision; the first of the states is what comes out. */
const steps: Record<string, { gates: number; states: number; step(c: Constants, x: number[], state: State): State }> = {
  // it, ft, ct, Ct, ot, Ht of LSTM; gates in the order i, o, f, c
  LSTM: {
    gates: 4,
    states: 2,
    step(c, x, [h, cell]) {
      const gate = (k: number, u: number) => c.sums(k, u, x, h).reduce((a, b) => a + b);
      const next = units.map(u => logistic(gate(2, u)) * cell[u] + logistic(gate(0, u)) * Math.tanh(gate(3, u)));
      return [units.map(u => logistic(gate(1, u)) * Math.tanh(next[u])), next];
    },
  },
  // zt, rt, ht, Ht of GRU with linear_before_reset; gates in the order z, r, h
  GRU: {
    gates: 3,
    states: 1,
    step(c, x, [h]) {
      const gate = (k: number, u: number) => logistic(c.sums(k, u, x, h).reduce((a, b) => a + b));
      return [
        units.map(u => {
          const [ofInput, ofState] = c.sums(2, u, x, h);
          return (1 - gate(0, u)) * Math.tanh(ofInput + gate(1, u) * ofState) + gate(0, u) * h[u];
        }),
      ];
    },
  },
  RNN: {
    gates: 1,
    states: 1,
    step: (c, x, [h]) => [units.map(u => Math.tanh(c.sums(0, u, x, h).reduce((a, b) => a + b)))],
  },
};

/** A node over `time` samples whose states come in as initial_h, initial_c, and go out as Y_h, Y_c. */
function model(op: string, time: number, { w, r, b }: Constants, more: Partial<ModelSource> = {}): Uint8Array {
  const { gates, states } = steps[op];
  const shape = [1, 1, UNITS];
  const initial = ['initial_h', 'initial_c'].slice(0, states);
  return onnxModel({
    nodes: [
      {
        op,
        inputs: ['x', 'W', 'R', 'B', '', ...initial],
        outputs: ['Y', 'Y_h', 'Y_c'].slice(0, states + 1),
        attributes: { hidden_size: UNITS, ...(op === 'GRU' && { linear_before_reset: 1 }) },
      },
    ],
    initializers: [
      { name: 'W', dims: [1, gates * UNITS, FEATURES], floats: w },
      { name: 'R', dims: [1, gates * UNITS, UNITS], floats: r },
      { name: 'B', dims: [1, 2 * gates * UNITS], floats: b },
    ],
    inputs: [{ name: 'x', dims: [time, 1, FEATURES] }, ...initial.map(name => ({ name, dims: shape }))],
    outputs: ['Y', 'Y_h', 'Y_c'].slice(0, states + 1),
    ...more,
  });
}

/** The outputs of a network that carries its state, run behind run. */
function streamed(network: AnyNetwork, x: Float32Array, size: number): number[] {
  const compiled = compile(network);
  const state = compiled.newState();
  const out = new Float32Array(compiled.outputs[0].shape.reduce((a, b) => a * b, 1));
  const all: number[] = [];
  for (let at = 0; at < x.length; at += size) {
    compiled.run(state, x.slice(at, at + size), [out]);
    all.push(...out);
  }
  return all;
}

describe('states of ONNX models that are inputs and outputs', () => {
  const generator = random(31);
  const x = new Float32Array(12 * FEATURES).map(() => generator.normal());
  const samples = Array.from({ length: 12 }, (_, t) => [...x.subarray(t * FEATURES, (t + 1) * FEATURES)]);

  for (const [op, { gates, states, step }] of Object.entries(steps)) {
    const own = constants(gates, 40 + gates);
    const zeros = Array.from({ length: states }, () => units.map(() => 0));

    it(`${op}: begins with what it is given, and gives its last state`, () => {
      const network = importOnnx(model(op, 4, own));
      const compiled = compile(network);
      const initial = zeros.map((zero, k) => zero.map((_, u) => Math.fround(0.3 * (k + 1) - 0.2 * u)));
      let state: State = initial;
      const wanted = samples.slice(0, 4).flatMap(sample => (state = step(own, sample, state))[0]);
      const given = [x.slice(0, 4 * FEATURES), ...initial.map(values => Float32Array.from(values))];
      const results = [4 * UNITS, ...zeros.map(() => UNITS)].map(length => new Float32Array(length));
      compiled.run(compiled.newState(), given, results);
      const all = [...wanted, ...state.flat()];
      // float32 is stored after every step: a few rounding errors of 2^-24
      results.flatMap(list => [...list]).forEach((y, k) => expect(y, `entry ${k}`).to.be.closeTo(all[k], 1e-6));
    });

    for (const time of [1, 3]) {
      it(`${op}: its state is carried once it is said so, in runs of ${time}`, () => {
        const network = importOnnx(model(op, time, own));
        const pairs = Object.fromEntries(['initial_h', 'initial_c'].slice(0, states).map(n => [n, `Y_${n.at(-1)}`]));
        expect(matchStates(network)).to.deep.equal(pairs);
        const streaming = carryState(network, pairs);
        expect([streaming.inputs.length, streaming.outputs]).to.deep.equal([1, ['Y']]);
        const got = streamed(streaming, x, time * FEATURES);
        let state: State = zeros;
        const wanted = samples.flatMap(sample => (state = step(own, sample, state))[0]);
        got.forEach((y, k) => expect(y, `entry ${k}`).to.be.closeTo(wanted[k], 1e-6));
        // and bit for bit what the model gives whose states are handed on by hand
        const compiled = compile(network);
        const by = compiled.newState();
        let handed = zeros.map(zero => Float32Array.from(zero));
        for (let k = 0; k < 12 / time; k++) {
          const results = compiled.outputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
          compiled.run(by, [x.slice(k * time * FEATURES, (k + 1) * time * FEATURES), ...handed], results);
          expect([...results[0]]).to.deep.equal(got.slice(k * time * UNITS, (k + 1) * time * UNITS));
          handed = results.slice(1);
        }
        // one layer, which carries its state itself
        expect(streaming.variables ?? []).to.deep.equal([]);
        expect(
          streaming.layers.filter(layer => 'carry' in layer).map(({ carry }: { carry?: boolean }) => carry),
        ).to.deep.equal([true]);
      });
    }
  }

  it('splits a state that holds those of two layers', () => {
    const [first, second] = [constants(3, 7), constants(3, 8)];
    const square = second.w.slice(0, 3 * UNITS * UNITS); // the second layer takes what the first gives
    const attributes = { hidden_size: UNITS, linear_before_reset: 1 };
    const integers = (name: string, ...list: number[]) => ({ name, dims: [list.length], type: 7, integers: list });
    const floats = (name: string, dims: number[], list: number[]) => ({ name, dims: [1, ...dims], floats: list });
    const network = importOnnx(
      onnxModel({
        nodes: [
          { op: 'Slice', inputs: ['h0', 'zero', 'one', 'zero'], outputs: ['a0'] },
          { op: 'Slice', inputs: ['h0', 'one', 'two', 'zero'], outputs: ['b0'] },
          { op: 'GRU', inputs: ['x', 'W1', 'R1', 'B1', '', 'a0'], outputs: ['ya', 'an'], attributes },
          { op: 'Squeeze', inputs: ['ya', 'one'], outputs: ['xa'] },
          { op: 'GRU', inputs: ['xa', 'W2', 'R2', 'B2', '', 'b0'], outputs: ['Y', 'bn'], attributes },
          { op: 'Concat', inputs: ['an', 'bn'], outputs: ['hn'], attributes: { axis: 0 } },
        ],
        initializers: [
          ...[integers('zero', 0), integers('one', 1), integers('two', 2)],
          floats('W1', [3 * UNITS, FEATURES], first.w),
          floats('R1', [3 * UNITS, UNITS], first.r),
          floats('B1', [6 * UNITS], first.b),
          floats('W2', [3 * UNITS, UNITS], square),
          floats('R2', [3 * UNITS, UNITS], second.r),
          floats('B2', [6 * UNITS], second.b),
        ],
        inputs: [
          { name: 'x', dims: [3, 1, FEATURES] },
          { name: 'h0', dims: [2, 1, UNITS] },
        ],
        outputs: ['Y', 'hn'],
      }),
    );
    const streaming = carryState(network, matchStates(network));
    expect(streaming.variables).to.deep.equal([]);
    const got = streamed(streaming, x, 3 * FEATURES);
    const compiled = compile(network);
    const state = compiled.newState();
    let h: Float32Array = new Float32Array(2 * UNITS);
    for (let k = 0; k < 4; k++) {
      const results = [new Float32Array(3 * UNITS), new Float32Array(2 * UNITS)];
      compiled.run(state, [x.slice(9 * k, 9 * (k + 1)), h], results);
      expect([...results[0]], `run ${k}`).to.deep.equal(got.slice(6 * k, 6 * (k + 1)));
      h = results[1];
    }
    expect(h.every(value => value !== 0)).to.equal(true);
  });

  it('carries the cache of a convolution: the same as over the whole stream, zeros before it', () => {
    const taps = [0.5, -1.25, 2, 0.75]; // two channels of two samples
    const network = importOnnx(
      onnxModel({
        nodes: [
          { op: 'Concat', inputs: ['cache', 'x'], outputs: ['cat'], attributes: { axis: 2 } },
          { op: 'Conv', inputs: ['cat', 'w'], outputs: ['y'] },
          { op: 'Slice', inputs: ['cat', 'from', 'to', 'axis'], outputs: ['cache_out'] },
        ],
        initializers: [
          { name: 'w', dims: [1, 2, 2], floats: taps },
          { name: 'from', dims: [1], type: 7, integers: [-1] },
          { name: 'to', dims: [1], type: 7, integers: [1000] },
          { name: 'axis', dims: [1], type: 7, integers: [2] },
        ],
        inputs: [
          { name: 'x', dims: [1, 2, 3] },
          { name: 'cache', dims: [1, 2, 1] },
        ],
        outputs: ['y', 'cache_out'],
      }),
    );
    const streaming = carryState(network, { cache: 'cache_out' });
    expect(streaming.variables?.map(({ name, next }) => [name, next])).to.deep.equal([['cache', 'cache_out']]);
    const signal = [0, 1].map(c => Array.from({ length: 12 }, (_, t) => (7 * t + 5 * c) % 11));
    const blocks = [0, 3, 6, 9].flatMap(t => [...signal[0].slice(t, t + 3), ...signal[1].slice(t, t + 3)]);
    const at = (c: number, t: number) => signal[c][t] ?? 0;
    const wanted = signal[0].map(
      (_, t) => taps[0] * at(0, t - 1) + taps[1] * at(0, t) + taps[2] * at(1, t - 1) + taps[3] * at(1, t),
    );
    expect(streamed(streaming, Float32Array.from(blocks), 6)).to.deep.equal(wanted); // exact in quarters
  });

  it('refuses an initial state of another shape', () => {
    const own = constants(1, 3);
    const inputs = [
      { name: 'x', dims: [4, 1, FEATURES] },
      { name: 'initial_h', dims: [1, 2, UNITS] },
    ];
    expect(() => importOnnx(model('RNN', 4, own, { inputs }))).to.throw(
      Error,
      'RNN "Y": input 5 must have shape (1, 1, 2), got (1, 2, 2)',
    );
  });
});
