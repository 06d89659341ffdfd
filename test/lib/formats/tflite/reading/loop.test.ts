import { expect } from 'chai';
import { importTflite } from '../../../../../lib/formats/tflite/importTflite.js';
import { random } from '../../../../../lib/random.js';
import { executor as executorOf } from '../../../executor.js';
import { BOOL, type GraphSource, INT32, type OperatorSource, type TensorSource, tfliteModel } from '../tfliteModel.js';

// codes of operators: TensorFlow 2.21, lite/schema/schema.fbs
const [ADD, CONCATENATION, FULLY_CONNECTED, LOGISTIC, MUL, RELU, RESHAPE, TANH] = [0, 2, 9, 14, 18, 19, 22, 28];
const [GATHER, SUB, SPLIT, LESS, SLICE, EXPAND_DIMS, WHILE] = [36, 41, 49, 58, 65, 70, 119];

const [TIME, INPUTS, UNITS] = [5, 2, 3];

type Operation = readonly [
  code: number,
  inputs: readonly string[],
  outputs: readonly string[],
  options?: OperatorSource['options'],
];

/** A subgraph of tensors by name; those of no entry are float32 of shape (1, UNITS). */
function subgraph(
  inputs: readonly string[],
  outputs: readonly string[],
  operations: readonly Operation[],
  given: Readonly<Record<string, TensorSource>>,
): GraphSource {
  const names = [...new Set([...inputs, ...operations.flatMap(([, from, to]) => [...from, ...to]), ...outputs])];
  const at = (list: readonly string[]) => list.map(name => names.indexOf(name));
  return {
    tensors: names.map(name => ({ name, ...(given[name] ?? { shape: [1, UNITS] }) })),
    operators: operations.map(([code, from, to, options]) => ({
      code,
      inputs: at(from),
      outputs: at(to),
      ...(options && { options }),
    })),
    inputs: at(inputs),
    outputs: at(outputs),
  };
}

const scalar = (value?: number): TensorSource => ({
  shape: [],
  type: INT32,
  ...(value !== undefined && { data: Int32Array.of(value) }),
});
const integers = (...list: number[]): TensorSource => ({
  shape: [list.length],
  type: INT32,
  data: Int32Array.from(list),
});
const matrix = (rows: number, columns: number, data: Float32Array): TensorSource => ({ shape: [rows, columns], data });

const generator = random(5);
const normal = (count: number) => Float32Array.from({ length: count }, () => generator.normal() / 2);
const sequence = normal(TIME * INPUTS);

const condition = (carried: readonly string[]) =>
  subgraph(['i', 'list', ...carried, 'x'], ['more'], [[LESS, ['i', 'end'], ['more']]], {
    i: scalar(),
    list: { shape: [TIME, 1, UNITS] },
    x: { shape: [TIME, 1, INPUTS] },
    end: scalar(TIME),
    more: { shape: [], type: BOOL },
  });

/** The states of a loop over the samples, by the operations of one round from `sample` and `h` (and `c`) to `next h`. */
function statesOf(
  step: readonly Operation[],
  tensors: Readonly<Record<string, TensorSource>>,
  { first = 0, carried = ['h'] }: { readonly first?: number; readonly carried?: readonly string[] } = {},
) {
  const body = subgraph(
    ['i', 'list', ...carried, 'x'],
    ['i+1', 'list+', ...carried.map(name => `next ${name}`), 'x'],
    [
      [GATHER, ['x', 'i'], ['sample']],
      [ADD, ['i', 'one'], ['i+1']],
      ...step,
      // TensorListSetItem as TensorFlow Lite's converter writes it
      [EXPAND_DIMS, ['i', 'zero'], ['[i]']],
      [CONCATENATION, ['[i]', 'all'], ['before']],
      [SLICE, ['list', 'start', 'before'], ['head']],
      [EXPAND_DIMS, ['i+1', 'zero'], ['[i+1]']],
      [CONCATENATION, ['[i+1]', 'zeros'], ['behind']],
      [SLICE, ['list', 'behind', 'rest'], ['tail']],
      [EXPAND_DIMS, ['next h', 'zero'], ['item']],
      [CONCATENATION, ['head', 'item', 'tail'], ['list+']],
    ],
    {
      x: { shape: [TIME, 1, INPUTS] },
      list: { shape: [TIME, 1, UNITS] },
      'list+': { shape: [TIME, 1, UNITS] },
      head: { shape: [1, 1, UNITS], signature: [-1, 1, UNITS] },
      tail: { shape: [1, 1, UNITS], signature: [-1, 1, UNITS] },
      item: { shape: [1, 1, UNITS] },
      sample: { shape: [1, INPUTS] },
      i: scalar(),
      'i+1': scalar(),
      one: scalar(1),
      zero: scalar(0),
      all: integers(-1, -1),
      zeros: integers(0, 0),
      start: integers(0, 0, 0),
      rest: integers(-1, -1, -1),
      '[i]': { shape: [1], type: INT32 },
      '[i+1]': { shape: [1], type: INT32 },
      before: { shape: [3], type: INT32 },
      behind: { shape: [3], type: INT32 },
      ...tensors,
    },
  );
  const options = { type: 93, fields: { 0: { as: 'int32', value: 1 }, 1: { as: 'int32', value: 2 } } } as const;
  const main = subgraph(
    ['x'],
    ['list+', 'h+'],
    [[WHILE, ['i', 'list', ...carried, 'x'], ['i+', 'list+', ...carried.map(name => `${name}+`), 'x+'], options]],
    {
      ...Object.fromEntries(
        carried.map(name => [name, { shape: [1, UNITS], data: new Float32Array(UNITS).fill(first) }]),
      ),
      x: { shape: [TIME, 1, INPUTS] },
      'x+': { shape: [TIME, 1, INPUTS] },
      list: { shape: [TIME, 1, UNITS], data: new Float32Array(TIME * UNITS) },
      'list+': { shape: [TIME, 1, UNITS] },
      i: scalar(0),
      'i+': scalar(),
    },
  );
  const network = importTflite(tfliteModel(main, condition(carried), body));
  const [list, last] = [new Float32Array(TIME * UNITS), new Float32Array(UNITS)];
  executorOf(network).run([sequence], [list, last]);
  expect([...last]).to.deep.equal([...list.subarray(-UNITS)]);
  return { types: network.layers.map(layer => layer.type), states: [...list] };
}

/** W x + b in doubles. */
function affine(w: Float32Array, x: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const columns = w.length / b.length;
  return Array.from(b, (bias, row) =>
    Array.from(x).reduce((sum, value, k) => sum + w[row * columns + k] * value, bias),
  );
}

const sigma = (x: number) => 1 / (1 + Math.exp(-x));

/** All states from a rule for the next one. */
function expected(next: (x: ArrayLike<number>, h: readonly number[]) => number[], first = 0): number[] {
  let h = new Array<number>(UNITS).fill(first);
  return Array.from({ length: TIME }, (_, t) => (h = next(sequence.subarray(t * INPUTS, (t + 1) * INPUTS), h))).flat();
}

function expectClose(states: readonly number[], wanted: readonly number[]): void {
  states.forEach((y, k) => expect(y).to.be.closeTo(wanted[k], 1e-6));
  expect(states.length).to.equal(wanted.length);
}

const [w, b, r, rb] = [normal(3 * UNITS * INPUTS), normal(3 * UNITS), normal(3 * UNITS * UNITS), normal(3 * UNITS)];
const wide = { shape: [1, 3 * UNITS] };

describe('importTflite on loops', () => {
  it('makes a gru of a loop whose gates are slices of two products, the list of states included', () => {
    const { types, states } = statesOf(
      [
        [FULLY_CONNECTED, ['sample', 'w', 'b'], ['xs']],
        [FULLY_CONNECTED, ['h', 'r', 'rb'], ['hs']],
        [SPLIT, ['axis', 'xs'], ['xz', 'xr', 'xn']],
        [SPLIT, ['axis', 'hs'], ['hz', 'hr', 'hn']],
        [ADD, ['hz', 'xz'], ['z in']],
        [LOGISTIC, ['z in'], ['z']],
        [ADD, ['xr', 'hr'], ['r in']],
        [LOGISTIC, ['r in'], ['reset']],
        [MUL, ['hn', 'reset'], ['past']],
        [ADD, ['xn', 'past'], ['n in']],
        [TANH, ['n in'], ['n']],
        [SUB, ['1', 'z'], ['rest of z']],
        [MUL, ['n', 'rest of z'], ['fresh']],
        [MUL, ['h', 'z'], ['kept']],
        [ADD, ['fresh', 'kept'], ['next h']],
      ],
      {
        w: matrix(3 * UNITS, INPUTS, w),
        r: matrix(3 * UNITS, UNITS, r),
        b: { shape: [3 * UNITS], data: b },
        rb: { shape: [3 * UNITS], data: rb },
        xs: wide,
        hs: wide,
        axis: scalar(-1),
        '1': { shape: [], data: Float32Array.of(1) },
      },
    );
    expect(types.filter(type => type !== 'reshape' && type !== 'slice' && type !== 'transpose')).to.deep.equal(['gru']);
    const wanted = expected((x, h) => {
      const [xs, hs] = [affine(w, x, b), affine(r, h, rb)];
      return h.map((old, u) => {
        const [z, reset] = [0, UNITS].map(gate => sigma(xs[gate + u] + hs[gate + u]));
        return z * old + (1 - z) * Math.tanh(xs[2 * UNITS + u] + reset * hs[2 * UNITS + u]);
      });
    });
    expectClose(states, wanted);
  });

  it('makes a gru that resets the state before the product, from a product for each gate', () => {
    const gate = (name: string): Operation[] => [
      [FULLY_CONNECTED, ['sample', `w${name}`, 'b'], [`x${name}`]],
      [FULLY_CONNECTED, [name === 'n' ? 'kept by r' : 'h', `r${name}`, 'no b'], [`h${name}`]],
      [ADD, [`x${name}`, `h${name}`], [`${name} in`]],
      [name === 'n' ? TANH : LOGISTIC, [`${name} in`], [name]],
    ];
    const size = UNITS * INPUTS;
    const part = (k: number) => w.subarray(k * size, (k + 1) * size).slice();
    const recurrent = (k: number) => r.subarray(k * UNITS * UNITS, (k + 1) * UNITS * UNITS).slice();
    const own = b.slice(0, UNITS);
    const { types, states } = statesOf(
      [
        ...gate('z'),
        ...gate('r'),
        [MUL, ['r', 'h'], ['kept by r']],
        ...gate('n'),
        [SUB, ['1', 'z'], ['rest of z']],
        [MUL, ['n', 'rest of z'], ['fresh']],
        [MUL, ['h', 'z'], ['kept']],
        [ADD, ['kept', 'fresh'], ['next h']],
      ],
      {
        ...Object.fromEntries(['z', 'r', 'n'].map((name, k) => [`w${name}`, matrix(UNITS, INPUTS, part(k))])),
        ...Object.fromEntries(['z', 'r', 'n'].map((name, k) => [`r${name}`, matrix(UNITS, UNITS, recurrent(k))])),
        b: { shape: [UNITS], data: own },
        'no b': { shape: [UNITS], data: new Float32Array(UNITS) },
        '1': { shape: [], data: Float32Array.of(1) },
      },
    );
    expect(types.filter(type => type !== 'reshape' && type !== 'slice' && type !== 'transpose')).to.deep.equal(['gru']);
    const none = new Float32Array(UNITS);
    const wanted = expected((x, h) => {
      const gated = (k: number, state: readonly number[]) => {
        const [xs, hs] = [affine(part(k), x, own), affine(recurrent(k), state, none)];
        return xs.map((value, u) => value + hs[u]);
      };
      const [z, reset] = [gated(0, h).map(sigma), gated(1, h).map(sigma)];
      const n = gated(
        2,
        h.map((old, u) => reset[u] * old),
      ).map(Math.tanh);
      return h.map((old, u) => z[u] * old + (1 - z[u]) * n[u]);
    });
    expectClose(states, wanted);
  });

  it('makes an lstm of a loop that carries a state and a cell', () => {
    const [kernel, recurrent, bias] = [normal(4 * UNITS * INPUTS), normal(4 * UNITS * UNITS), normal(4 * UNITS)];
    const names = ['i', 'f', 'g', 'o'];
    const { types, states } = statesOf(
      [
        [FULLY_CONNECTED, ['sample', 'w', 'b'], ['xs']],
        [FULLY_CONNECTED, ['h', 'r', 'no b'], ['hs']],
        [ADD, ['xs', 'hs'], ['gates']],
        [SPLIT, ['axis', 'gates'], names.map(name => `${name} in`)],
        ...names.map((name): Operation => [name === 'g' ? TANH : LOGISTIC, [`${name} in`], [`gate ${name}`]]),
        [MUL, ['gate f', 'c'], ['kept']],
        [MUL, ['gate i', 'gate g'], ['fed']],
        [ADD, ['kept', 'fed'], ['next c']],
        [TANH, ['next c'], ['squashed']],
        [MUL, ['gate o', 'squashed'], ['next h']],
      ],
      {
        w: matrix(4 * UNITS, INPUTS, kernel),
        r: matrix(4 * UNITS, UNITS, recurrent),
        b: { shape: [4 * UNITS], data: bias },
        'no b': { shape: [4 * UNITS], data: new Float32Array(4 * UNITS) },
        ...Object.fromEntries(['xs', 'hs', 'gates'].map(name => [name, { shape: [1, 4 * UNITS] }])),
        axis: scalar(-1),
      },
      { carried: ['h', 'c'] },
    );
    expect(types.filter(type => type !== 'reshape' && type !== 'slice' && type !== 'transpose')).to.deep.equal([
      'lstm',
    ]);
    let c = new Array<number>(UNITS).fill(0);
    const wanted = expected((x, h) => {
      const [xs, hs] = [affine(kernel, x, bias), affine(recurrent, h, new Float32Array(4 * UNITS))];
      const gate = (k: number, u: number) => xs[k * UNITS + u] + hs[k * UNITS + u];
      c = c.map((old, u) => sigma(gate(1, u)) * old + sigma(gate(0, u)) * Math.tanh(gate(2, u)));
      return c.map((cell, u) => sigma(gate(3, u)) * Math.tanh(cell));
    });
    expectClose(states, wanted);
  });

  const simple: readonly Operation[] = [
    [FULLY_CONNECTED, ['sample', 'w', 'b'], ['xs']],
    [FULLY_CONNECTED, ['h', 'r', 'no b'], ['hs']],
    [ADD, ['xs', 'hs'], ['sum']],
    [RELU, ['sum'], ['next h']],
  ];
  const simpleTensors = {
    w: matrix(UNITS, INPUTS, w.slice(0, UNITS * INPUTS)),
    r: matrix(UNITS, UNITS, r.slice(0, UNITS * UNITS)),
    b: { shape: [UNITS], data: b.slice(0, UNITS) },
    'no b': { shape: [UNITS], data: new Float32Array(UNITS) },
  };

  it('repeats the layers of any other body, with a first state that is not zero', () => {
    const { types, states } = statesOf(simple, simpleTensors, { first: 0.5 });
    expect(types.filter(type => type === 'relu').length).to.equal(TIME);
    const { data: own } = simpleTensors.b;
    const wanted = expected((x, h) => {
      const hs = affine(r.slice(0, UNITS * UNITS), h, new Float32Array(UNITS));
      return affine(w.slice(0, UNITS * INPUTS), x, own).map((value, u) => Math.max(value + hs[u], 0));
    }, 0.5);
    expectClose(states, wanted);
  });

  it('refuses a loop whose end depends on the input, and one that never ends', () => {
    const model = (more: readonly Operation[], tensors: Readonly<Record<string, TensorSource>>) => {
      const options = { type: 93, fields: { 0: { as: 'int32', value: 1 }, 1: { as: 'int32', value: 2 } } } as const;
      return tfliteModel(
        subgraph(['h'], ['h+'], [[WHILE, ['h'], ['h+'], options]], {}),
        subgraph(['h'], ['more'], more, { more: { shape: [], type: BOOL }, ...tensors }),
        subgraph(['h'], ['next'], [[RELU, ['h'], ['next']]], {}),
      );
    };
    const depends = model(
      [
        [SLICE, ['h', 'start', 'one'], ['first']],
        [RESHAPE, ['first', 'none'], ['x']],
        [LESS, ['x', 'limit'], ['more']],
      ],
      {
        first: { shape: [1, 1] },
        x: { shape: [] },
        none: { shape: [0], type: INT32, data: new Int32Array(0) },
        limit: { shape: [], data: Float32Array.of(1) },
        start: integers(0, 0),
        one: integers(1, 1),
      },
    );
    expect(() => importTflite(depends)).to.throw('WHILE: an end that depends on the input');
    const endless = model([[LESS, ['0', '1'], ['more']]], { '0': scalar(0), '1': scalar(1) });
    expect(() => importTflite(endless)).to.throw('WHILE: more than 4096 rounds');
  });
});
