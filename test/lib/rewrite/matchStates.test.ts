import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { flatten, type FloatNetwork, matchStates, networkBuilder, relu, reshape } from '../../../lib/network.js';

type Ports = Readonly<Record<string, readonly number[]>>;

/** A network of inputs and outputs of some shapes, of which each output is made of the first input. */
function ports(inputs: Ports, outputs: Ports): FloatNetwork {
  const b = networkBuilder({ name: 'n' });
  const sources = Object.entries(inputs).map(([name, shape]) => b.input(name, shape));
  const size = (shape: readonly number[]) => shape.reduce((p, n) => p * n, 1);
  const made = Object.entries(outputs).map(([name, shape]) => {
    const source = sources.find(s => size(s.shape) === size(shape)) ?? sources[0];
    return b.add(reshape({ shape, name }), b.add(relu(), b.add(flatten(), source)));
  });
  return b.build(made);
}

const match = (inputs: Ports, outputs: Ports) => matchStates(ports(inputs, outputs));

describe('matchStates', () => {
  it('pairs what has one shape, and names that differ by words for before and after', () => {
    const pairs: [string, string][] = [
      ['cache', 'cache_out'],
      ['cache_in', 'cache_out'],
      ['initial_h', 'Y_h'],
      ['h0', 'hn'],
      ['state', 'stateN'],
      ['prevHidden', 'nextHidden'],
      ['cache_in_3', 'cache_out_3'],
      ['encoder.past.key', 'encoder.present.key'],
    ];
    for (const [before, behind] of pairs) {
      // the signal has the same shape
      const found = match({ x: [1, 4], [before]: [1, 4] }, { denoised: [1, 4], [behind]: [1, 4] });
      expect(found, before).to.deep.equal({ [before]: behind });
    }
  });

  it('tells several states of one shape apart by their names', () => {
    const shape = [1, 4];
    expect(match({ x: [1, 2], h0: shape, c0: shape }, { y: [1, 2], hn: shape, cn: shape })).to.deep.equal({
      h0: 'hn',
      c0: 'cn',
    });
    const states = ['cache_0', 'cache_1', 'cache_10'];
    const outs = Object.fromEntries(states.toReversed().map(name => [name.replace('cache', 'cache_out'), shape]));
    const found = match(
      { x: [1, 2], ...Object.fromEntries(states.map(name => [name, shape])) },
      { y: [1, 2], ...outs },
    );
    expect(found).to.deep.equal({ cache_0: 'cache_out_0', cache_1: 'cache_out_1', cache_10: 'cache_out_10' });
  });

  it('pairs by shape alone what no other input or output has', () => {
    expect(match({ x: [1, 2], buffer: [3, 4] }, { y: [2, 1], ring: [3, 4] })).to.deep.equal({ buffer: 'ring' });
  });

  it('takes input and output for no state', () => {
    expect(match({ input: [1, 4], mem: [4, 1] }, { output: [1, 4], mem_out: [4, 1] })).to.deep.equal({
      mem: 'mem_out',
    });
  });

  it('refuses more ways than one, and none, naming the candidates', () => {
    const rule =
      'matchStates: inputs and outputs of one shape must go together in one way, and leave an input and an output';
    expect(() => match({ x: [1, 4], a: [1, 4] }, { y: [1, 4], b: [1, 4] })).to.throw(
      OptionRangeError,
      `${rule}; candidates: x=y, x=b, a=y, a=b; name the pairs`,
    );
    expect(() => match({ x: [1, 4], h: [1, 4] }, { y: [4, 1], h_new: [1, 4], h_next: [1, 4] })).to.throw(
      OptionRangeError,
      'candidates: h=h_new, h=h_next; name the pairs',
    );
    expect(() => match({ x: [1, 4], h: [2, 2] }, { y: [4, 1], h_out: [4] })).to.throw(
      OptionRangeError,
      'candidates: none',
    );
    expect(() => match({ h: [2, 2] }, { h_out: [2, 2] })).to.throw(OptionRangeError, 'candidates: h=h_out');
  });
});
