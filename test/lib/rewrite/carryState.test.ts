import { expect } from 'chai';
import { FormatError, OptionRangeError } from '../../../lib/errors.js';
import {
  add,
  carryState,
  compile,
  flatten,
  type IntegerNetwork,
  networkBuilder,
  networkFromJson,
  networkToJson,
  slidingStage,
} from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';

/** Sums what it was given so far, as a model with its sum as an input and an output. */
function summing() {
  const b = networkBuilder({ name: 'summing', labels: ['a', 'b', 'now', 'then'] });
  const [x, sum] = [b.input('x', [2, 1]), b.input('sum', [2, 1])];
  const total = b.add(add({ name: 'total' }), x, sum);
  return b.build([total, b.add(flatten({ name: 'shown' }), total)]);
}

/** The same in codes whose zero is 3. */
function coded(next = affineParams({ scale: 1, zeroPoint: 3 })): IntegerNetwork {
  const params = affineParams({ scale: 1, zeroPoint: 3 });
  return {
    name: 'coded',
    arithmetic: 'integer',
    inputs: ['x', 'sum'].map(name => ({ name, shape: [1], params })),
    layers: [
      { type: 'add', name: 'total', inputs: ['x', 'sum'], activation: 'none', params: next },
      { type: 'flatten', name: 'shown', inputs: ['total'], params: next },
    ],
    outputs: ['total', 'shown'],
  };
}

describe('carryState', () => {
  it('makes a variable of an input and the output that becomes it', () => {
    const network = carryState(summing(), { sum: 'total' });
    expect(network.inputs.map(({ name }) => name)).to.deep.equal(['x']);
    expect(network.outputs).to.deep.equal(['shown']);
    expect(network.labels).to.deep.equal(['now', 'then']);
    expect(network.variables).to.deep.equal([{ name: 'sum', shape: [2, 1], next: 'total' }]);
    const compiled = compile(network);
    const state = compiled.newState();
    const out = new Float32Array(2);
    const runs = [1, 2, 4].map(x => {
      compiled.run(state, Float32Array.of(x, 10 * x), out);
      return [...out];
    });
    expect(runs).to.deep.equal([
      [1, 10],
      [3, 30],
      [7, 70],
    ]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('begins with zeros, which are the zero point of codes', () => {
    const compiled = compile(carryState(coded(), { sum: 'total' }));
    const state = compiled.newState();
    expect([...state.values('sum')]).to.deep.equal([3]);
    const out = new Int8Array(1);
    compiled.run(state, Int8Array.of(3 + 5), out);
    compiled.run(state, Int8Array.of(3 + 7), out);
    expect([...out]).to.deep.equal([3 + 12]);
  });

  it('leaves a network as it is where there are no pairs', () => {
    const network = summing();
    expect(carryState(network, {})).to.equal(network);
  });

  it('refuses pairs that do not fit', () => {
    const refuse = (pairs: Record<string, string>, message: string) =>
      expect(() => carryState(summing(), pairs)).to.throw(OptionRangeError, message);
    refuse({ y: 'total' }, 'carryState: pairs must name an input of the network, x, sum; got "y"');
    refuse({ sum: 'x' }, 'carryState: pairs must name an output of the network, total, shown; got "x"');
    refuse({ sum: 'shown' }, 'carryState: "sum" and "shown" must have the same shape, got (2, 1) and (2)');
    refuse({ x: 'total', sum: 'total' }, 'carryState: pairs must leave an input that is no state, got x, sum');
    const other = coded(affineParams({ scale: 2, zeroPoint: 3 }));
    expect(() => carryState(other, { sum: 'total' })).to.throw(
      OptionRangeError,
      'must have the same params, got others',
    );
    expect(() => carryState({ ...summing(), outputs: [] }, { sum: 'total' })).to.throw(FormatError, 'outputs');
  });

  stageLaws('slidingStage of a network that carries what was an input', {
    make: () => slidingStage(compile(carryState(summing(), { sum: 'total' }))),
    channels: 1,
  });
});
