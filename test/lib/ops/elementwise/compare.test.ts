import { expect } from 'chai';
import { checkNetwork, compare, type Compare } from '../../../../lib/network.js';
import { networkFromJson, networkToJson } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const types = ['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual', 'and', 'or', 'xor'] as const;

function values(type: Compare['type'], a: readonly number[], b: readonly number[]): number[] {
  const layer = { type, name: 'layer', inputs: ['input0', 'input1'] };
  const inputs = [a, b].map(data => ({ shape: [data.length], data }));
  return [...runLayer(layer, inputs).data];
}

describe('compare', () => {
  it('agrees with ONNX Runtime and numpy over broadcast shapes', () => {
    const cases = oracleCases('compare');
    expect(new Set(cases.map(c => c.layer.type))).to.deep.equal(new Set(types));
    for (const c of cases) expectOutput(c, 0);
  });

  it('does not hold for NaN, but for notEqual; in logic NaN is true', () => {
    const [a, b] = [
      [NaN, NaN, 1],
      [NaN, 1, NaN],
    ];
    for (const type of ['equal', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'] as const) {
      expect(values(type, a, b), type).to.deep.equal([0, 0, 0]);
    }
    expect(values('notEqual', a, b)).to.deep.equal([1, 1, 1]);
    expect(values('and', a, b)).to.deep.equal([1, 1, 1]);
  });

  it('takes -0 for 0, and infinities as numbers', () => {
    expect(values('equal', [-0, Infinity, -Infinity], [0, Infinity, Infinity])).to.deep.equal([1, 1, 0]);
    expect(values('less', [-0, 1e38, -Infinity], [0, Infinity, Infinity])).to.deep.equal([0, 1, 1]);
    expect(values('or', [-0, 0], [0, -0])).to.deep.equal([0, 0]);
  });

  it('builds layers that survive JSON, and refuses unknown relations at the call', () => {
    const at = { name: 'z', inputs: ['x', 'x'] };
    for (const relation of types) {
      const built = compare({ relation }).build(at, [[2], [2]], random(1));
      expect(built).to.deep.equal({ type: relation, ...at });
      const inputs = [{ name: 'x', shape: [2] }];
      const network = { name: 'n', arithmetic: 'float32' as const, inputs, layers: [built], outputs: ['z'] };
      expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    }
    expect(() => compare({ relation: 'same' as 'equal' })).to.throw(
      RangeError,
      'compare: relation must be one of equal,',
    );
  });

  it('has no codes in its output', () => {
    const params = { kind: 'affine' as const, bits: 8, qmin: -128, qmax: 127, scale: [1], zeroPoint: [0] };
    const inputs = [{ name: 'x', shape: [2], params }];
    const layers = [{ type: 'less' as const, name: 'z', inputs: ['x', 'x'], params }];
    expect(() => checkNetwork({ name: 'n', arithmetic: 'integer', inputs, layers, outputs: ['z'] })).to.throw(
      Error,
      'network: layer "z": less gives real numbers, params must be absent, got scale 1, zero point 0 for [-128, 127]',
    );
  });
});
