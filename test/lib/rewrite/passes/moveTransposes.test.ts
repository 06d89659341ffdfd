import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { moveTransposes } from '../../../../lib/rewrite/passes/moveTransposes.js';
import type { Graph } from '../../../../lib/graph/graph.js';
import { type Layer, type Network } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';

const transpose = (name: string, input: string, ...permutation: number[]): Layer => ({
  type: 'transpose',
  name,
  inputs: [input],
  permutation,
});
const unary = (type: 'relu' | 'tanh', name: string, input: string): Layer => ({ type, name, inputs: [input] });

function graph(layers: readonly Layer[], outputs: readonly string[], shape: readonly number[] = [2, 3, 4]): Graph {
  return { inputs: [{ name: 'x', shape }], layers, outputs };
}

const types = (made: Graph) => made.layers.map(l => l.type);

/** What the outputs of a graph are on seeded inputs. */
function outputsOf(given: Graph): number[][] {
  const network: Network & { arithmetic: 'float32' } = { name: 'test', arithmetic: 'float32', ...given };
  const executor = executorOf(network);
  const next = random(7);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const out = executor.outputs.map(o => new Float32Array(size(o.shape)));
  executor.run(
    executor.inputs.map(i => Float32Array.from({ length: size(i.shape) }, () => next.normal())),
    out,
  );
  return out.map(o => [...o]);
}

/** The graph after the pass, once it is known to compute the same. */
function moved(given: Graph): Graph {
  const made = moveTransposes.run(given);
  expect(outputsOf(made)).to.deep.equal(outputsOf(given));
  return made;
}

describe('moveTransposes', () => {
  it('drops a transposition and its inverse, through layers element by element', () => {
    const made = moved(
      graph(
        [transpose('t', 'x', 0, 2, 1), unary('relu', 'r', 't'), unary('tanh', 'h', 'r'), transpose('y', 'h', 0, 2, 1)],
        ['h', 'y'],
      ),
    );
    expect(types(made)).to.deep.equal(['relu', 'tanh', 'transpose']);
    expect(
      types(moved(graph([transpose('t', 'x', 1, 2, 0), unary('relu', 'r', 't'), transpose('y', 'r', 2, 0, 1)], ['y']))),
    ).to.deep.equal(['relu']);
  });

  it('joins several into one', () => {
    const made = moved(graph([transpose('t', 'x', 1, 2, 0), transpose('y', 't', 1, 2, 0)], ['y']));
    expect(made.layers.map(l => l.type === 'transpose' && l.permutation)).to.deep.equal([[2, 0, 1]]);
  });

  it('turns one that only moves axes of length 1 into a reshape', () => {
    const made = moved(
      graph([transpose('t', 'x', 0, 2, 1), { type: 'softmax', name: 'y', inputs: ['t'], beta: 1 }], ['y'], [2, 1, 4]),
    );
    expect(types(made)).to.deep.equal(['reshape', 'softmax']);
  });

  it('moves it through sums, with constants laid out to suit', () => {
    const value = { shape: [4, 1], data: Float32Array.of(1, 2, 3, 4) };
    const made = moved(
      graph(
        [
          transpose('t', 'x', 0, 2, 1),
          unary('tanh', 'u', 't'),
          { type: 'add', name: 's', inputs: ['t', 'u'], activation: 'none' },
          { type: 'constant', name: 'c', inputs: [], value },
          { type: 'mul', name: 'm', inputs: ['c', 's'], activation: 'none' },
          transpose('y', 'm', 0, 2, 1),
        ],
        ['y'],
      ),
    );
    expect(types(made)).to.deep.equal(['tanh', 'add', 'constant', 'mul']);
  });

  it('keeps it where two tensors are not transposed alike', () => {
    const made = moved(
      graph(
        [
          transpose('t', 'x', 0, 2, 1),
          unary('tanh', 'u', 'x'),
          { type: 'add', name: 'y', inputs: ['t', 'u'], activation: 'none' },
        ],
        ['y'],
        [2, 3, 3],
      ),
    );
    expect(types(made).filter(type => type === 'transpose')).to.have.length(1);
  });

  it('renames axes of reductions, slices, pads and concatenations', () => {
    const axes: Layer[] = [
      transpose('t', 'x', 2, 0, 1),
      { type: 'slice', name: 's', inputs: ['t'], begin: [3, 0, 1], size: [2, 2, 2], step: [-2, 1, 1] },
      {
        type: 'pad',
        name: 'p',
        inputs: ['s'],
        margins: [
          [1, 0],
          [0, 0],
          [0, 2],
        ],
        mode: 'constant',
        value: 0.5,
      },
      { type: 'concat', name: 'c', inputs: ['p', 'p'], axis: 1 },
      { type: 'reduceSum', name: 'r', inputs: ['c'], axes: [0], keepAxes: false },
      { type: 'reduceMax', name: 'k', inputs: ['c'], axes: [1, 2], keepAxes: true },
      transpose('y', 'k', 1, 2, 0),
    ];
    expect(types(moved(graph(axes, ['r', 'y'])))).to.deep.equal(['slice', 'pad', 'concat', 'reduceSum', 'reduceMax']);
  });

  it('lays out the slopes of a prelu', () => {
    const slope = { shape: [4, 1], data: Float32Array.of(0.1, 0.2, 0.3, 0.4) };
    const made = moved(
      graph(
        [
          transpose('t', 'x', 0, 2, 1),
          { type: 'prelu', name: 'p', inputs: ['t'], slope },
          transpose('y', 'p', 0, 2, 1),
        ],
        ['y'],
      ),
    );
    expect(types(made)).to.deep.equal(['prelu']);
  });

  it('computes the same on 200 random graphs', () => {
    const seed = 5;
    const next = random(seed);
    const upTo = (n: number) => Math.floor(next.uniform() * n);
    const permutations = [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
      [0, 1, 2],
    ];
    for (let k = 0; k < 200; k++) {
      const layers: Layer[] = [];
      const names = ['x'];
      for (let i = 0; i < 8; i++) {
        const name = `l${i}`;
        const input = names[upTo(names.length)];
        const kind = upTo(6);
        if (kind < 3) layers.push(transpose(name, input, ...permutations[upTo(6)]));
        else if (kind === 3) layers.push(unary('tanh', name, input));
        else if (kind === 4)
          layers.push({ type: 'add', name, inputs: [input, names[upTo(names.length)]], activation: 'none' });
        else layers.push({ type: 'reduceMax', name, inputs: [input], axes: [upTo(3)], keepAxes: true });
        names.push(name);
      }
      // all lengths 3, or 1 after a reduction: every sum fits
      const ends = ['l6', 'l7'].map((l, i): Layer => ({ type: 'softmax', name: `y${i}`, inputs: [l], beta: 1 }));
      const given = graph([...layers, ...ends], ['y0', 'y1'], [3, 3, 3]);
      expect(outputsOf(moveTransposes.run(given)), `seed ${seed}, graph ${k}`).to.deep.equal(outputsOf(given));
    }
  });
});
