import { expect } from 'chai';
import {
  concat,
  constant,
  dense,
  flatten,
  minimum,
  type Network,
  networkBuilder,
  relu,
  sequential,
  type Tensor,
} from '../../../../lib/network.js';
import { activationParams } from '../../../../lib/ptq/index.js';
import { type Range, range } from '../../../../lib/range.js';
import { planOf } from './planOf.js';

const network = sequential({
  name: 'n',
  input: [2],
  layers: [dense({ units: 2, name: 'd' }), relu({ name: 'r' }), flatten({ name: 'f' })],
});

function paramsOf(n: Network, entries: [string, Range][]) {
  const out = activationParams.run(n, planOf(n, {}, entries));
  return [...out.inputs, ...out.layers].map(t => [t.params?.scale[0], t.params?.zeroPoint[0]]);
}

describe('activationParams', () => {
  it('widens a range to hold 0, so that 0 has a code of its own', () => {
    expect(
      paramsOf(network, [
        ['input', range(1, 2.55)],
        ['d', range(-2.55, -1)],
        ['r', range(0, 0)],
      ]),
    ).to.deep.equal([
      [Math.fround(0.01), -128],
      [Math.fround(0.01), 127],
      [1, 0], // nothing above 0 was ever seen
      [1, 0],
    ]);
  });

  it('takes one interval over all channels of a range that has several', () => {
    const [[scale]] = paramsOf(network, [
      ['input', range([-1, 0], [0, 1.55])],
      ['d', range(0, 1)],
      ['r', range(0, 1)],
    ]);
    expect(scale).to.equal(Math.fround(0.01));
  });

  it('starts every relu at 0 whatever its tracker says', () => {
    const [, , rectified] = paramsOf(network, [
      ['input', range(0, 1)],
      ['d', range(0, 1)],
      ['r', range(-7, 2.55)],
    ]);
    expect(rectified).to.deep.equal([Math.fround(0.01), -128]);
  });
});

describe('activationParams of tensors that join', () => {
  const b = networkBuilder({ name: 'joins' });
  const x = b.input('x', [2, 2]);
  const alone = b.add(dense({ units: 2, name: 'alone' }), x);
  const shared = b.add(dense({ units: 2, name: 'shared' }), x);
  const limit = b.add(constant({ shape: [1], values: [0.5], name: 'limit' }));
  const joined = b.add(concat({ axis: 0, name: 'joined' }), alone, shared, x);
  const least = b.add(minimum({ name: 'least' }), shared, limit);
  const given = b.build([joined, least]);
  const ranges = ['x', 'alone', 'shared', 'joined', 'least'].map((name, k): [string, Range] => [
    name,
    range(0, 2.55 * (k + 1)),
  ]);
  const { layers } = activationParams.run(given, planOf(given, {}, ranges));
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  const scaleOf = (name: string) => byName.get(name)?.params?.scale[0];

  it('makes what nobody else takes in the coding of the join, and requantizes what others take, and inputs', () => {
    expect(scaleOf('joined')).to.equal(Math.fround(0.04));
    expect(scaleOf('alone')).to.equal(Math.fround(0.04));
    expect(scaleOf('shared')).to.equal(Math.fround(0.03));
    expect(byName.get('joined')?.inputs).to.deep.equal(['alone', 'shared/codes', 'x/codes']);
    expect(byName.get('x/codes')).to.deep.include({ type: 'quantize', inputs: ['x'] });
  });

  it('makes constants the codes of the join', () => {
    expect(byName.get('least')?.inputs).to.deep.equal(["shared/codes'", 'limit']);
    const { value } = byName.get('limit') as unknown as { value: Tensor };
    expect(value.data).to.deep.equal(Int8Array.of(-118)); // 0.5 / 0.05 - 128
  });

  it('puts layers on real numbers between conversions', () => {
    const floats = new Map([['shared', 'because']]);
    const mixed = activationParams.run(given, planOf(given, {}, ranges, { floats }));
    const types = new Map(mixed.layers.map(({ name, type }) => [name, type]));
    expect(types.get('x/real')).to.equal('dequantize');
    expect(mixed.layers.find(({ name }) => name === 'shared')).to.deep.include({ inputs: ['x/real'] });
    expect(types.get('shared/codes')).to.equal('quantize');
  });
});
