import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { checkNetwork, networkFromJson, networkToJson } from '../../../../lib/network.js';
import { hardSwish, logistic, sequential, softplus, tanh, unary } from '../../../../lib/network.js';
import { unaryOps } from '../../../../lib/ops/elementwise/unary.js';
import { type UnaryFunction, unaryFunctions } from '../../../../lib/ops/elementwise/unaryFunctions.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function values(type: UnaryFunction, x: readonly number[]): number[] {
  return [...runLayer({ type, name: 'layer', inputs: ['input0'] }, [{ shape: [x.length], data: x }]).data];
}

describe('unary', () => {
  const exact = new Set(['abs', 'ceil', 'floor', 'negate', 'not', 'round', 'sign', 'square', 'sqrt']);

  it('agrees with ONNX Runtime and TensorFlow in every function', () => {
    const cases = oracleCases('unary');
    expect(new Set(cases.map(c => c.layer.type))).to.deep.equal(new Set(Object.keys(unaryFunctions)));
    // the fixture holds shortest decimals of float32, which are off by less than half a step
    for (const c of cases) expectOutput(c, exact.has(c.layer.type) ? 1e-7 : 1e-6);
  });

  it('has the special values of IEEE 754, as numpy 2.4 gives them', () => {
    const x = [-Infinity, -1, -0, 0, 1, Infinity, NaN];
    const expected: Partial<Record<UnaryFunction, number[]>> = {
      sqrt: [NaN, NaN, -0, 0, 1, Infinity, NaN],
      rsqrt: [NaN, NaN, -Infinity, Infinity, 1, 0, NaN],
      log: [NaN, NaN, -Infinity, -Infinity, 0, Infinity, NaN],
      reciprocal: [-0, -1, -Infinity, Infinity, 1, 0, NaN],
      ceil: [-Infinity, -1, -0, 0, 1, Infinity, NaN],
      negate: [Infinity, 1, 0, -0, -1, -Infinity, NaN],
      abs: [Infinity, 1, 0, 0, 1, Infinity, NaN],
      not: [0, 0, 1, 1, 0, 0, 0],
      sin: [NaN, Math.fround(-0.8414709848078965), -0, 0, Math.fround(0.8414709848078965), NaN, NaN],
    };
    for (const [type, y] of Object.entries(expected)) {
      expect(values(type as UnaryFunction, x), type).to.deep.equal(y);
    }
  });

  it('keeps NaN, but for not', () => {
    for (const type of Object.keys(unaryFunctions) as UnaryFunction[]) {
      expect(values(type, [NaN])[0], type).to.deep.equal(type === 'not' ? 0 : NaN);
    }
  });

  it('does not overflow on the way to a finite value', () => {
    expect(values('logistic', [-1000, 1000])).to.deep.equal([0, 1]);
    expect(values('softplus', [-1000, 1000])).to.deep.equal([0, 1000]);
    expect(values('tanh', [-1000, 1000])).to.deep.equal([-1, 1]);
  });

  it('rounds ties to even, and never to -0', () => {
    expect(values('round', [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])).to.deep.equal([-2, -2, 0, 0, 2, 2]);
  });

  it('has fixed codes for logistic and tanh, by the quantization specification of TensorFlow Lite', () => {
    const codes = (type: UnaryFunction) => {
      const { codes: output } = unaryOps[type].traits;
      return typeof output === 'string' ? output : output.map(p => [p.qmin, p.scale[0], p.zeroPoint[0]]);
    };
    expect(codes('logistic')).to.deep.equal([
      [-128, 1 / 256, -128],
      [0, 1 / 256, 0],
      [-32768, 1 / 32768, 0],
    ]);
    expect(codes('tanh')).to.deep.equal([
      [-128, 1 / 128, 0],
      [0, 1 / 128, 128],
      [-32768, 1 / 32768, 0],
    ]);
    expect(codes('erf')).to.equal('own');
  });

  it('builds layers that survive JSON', () => {
    const layers = [unary({ function: 'abs' }), hardSwish(), logistic(), softplus(), tanh({ name: 'last' })];
    const network = sequential({ name: 'n', input: [2, 2], layers });
    expect(network.layers.map(l => [l.type, l.name])).to.deep.equal([
      ['abs', 'abs_1'],
      ['hardSwish', 'hardSwish_1'],
      ['logistic', 'logistic_1'],
      ['softplus', 'softplus_1'],
      ['tanh', 'last'],
    ]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    const out = new Float32Array(4);
    executorOf(network).run(Float32Array.of(0, 3, -3, 1), out);
    // tanh(ln(1 + exp(1 / (1 + exp(-3))))), as hardSwish(|-3|) = 3; by the math module of Python; four float32 stores on the way
    expect(out[2]).to.be.closeTo(0.8561684211467147, 4 * 2 ** -24);
  });

  it('refuses unknown functions at the call, and more inputs than one', () => {
    expect(() => unary({ function: 'relu' as 'abs' })).to.throw(
      RangeError,
      'unary: function must be one of abs, ceil,',
    );
    const inputs = [{ name: 'x', shape: [2] }];
    const layers = [{ type: 'abs' as const, name: 'a', inputs: ['x', 'x'] }];
    expect(() => checkNetwork({ name: 'n', arithmetic: 'float32', inputs, layers, outputs: ['a'] })).to.throw(
      Error,
      'network: layer "a": takes one input, got 2',
    );
  });
});
