import { expect } from 'chai';
import { dense, flatten, sequential } from '../../../lib/network.js';
import { codingsOf } from '../../../lib/ptq/codings.js';
import { recipeOf, type RecipeRule } from '../../../lib/ptq/index.js';

const network = sequential({
  name: 'n',
  input: [2, 2],
  layers: [
    dense({ units: 2, name: 'body/a' }),
    dense({ units: 2, name: 'body/b' }),
    flatten({ name: 'flat' }),
    dense({ units: 1, name: 'head' }),
  ],
});

function bitsOf(rules: RecipeRule[]) {
  const codings = codingsOf(recipeOf({ rules }), network);
  return ['input', 'body/a', 'body/b', 'flat', 'head'].map(name => codings.activations(name).bits);
}

describe('codingsOf', () => {
  it('finds tensors by name, by pattern, by type and by place', () => {
    const four = { activations: { bits: 4 } } as const;
    expect(bitsOf([{ match: { name: 'flat' }, ...four }])).to.deep.equal([8, 8, 8, 4, 8]);
    expect(bitsOf([{ match: { name: 'body/*' }, ...four }])).to.deep.equal([8, 4, 4, 8, 8]);
    expect(bitsOf([{ match: { name: '*a*' }, ...four }])).to.deep.equal([8, 4, 8, 4, 4]);
    expect(bitsOf([{ match: { type: 'dense' }, ...four }])).to.deep.equal([8, 4, 4, 8, 4]);
    expect(bitsOf([{ match: { place: 'input' }, ...four }])).to.deep.equal([4, 8, 8, 8, 8]);
    expect(bitsOf([{ match: { place: 'first' }, ...four }])).to.deep.equal([8, 4, 8, 8, 8]);
    expect(bitsOf([{ match: { place: 'intoLast' }, ...four }])).to.deep.equal([8, 8, 4, 4, 8]);
    expect(bitsOf([{ match: { place: 'last' }, ...four }])).to.deep.equal([8, 8, 8, 8, 4]);
  });

  it('lets the last rule that matches win, field by field', () => {
    const rules: RecipeRule[] = [
      { match: {}, activations: { bits: 4, scheme: 'symmetric' } },
      { match: { name: 'head' }, activations: { bits: 16 } },
      { match: { name: 'head' }, weights: { bits: 2 } },
    ];
    const codings = codingsOf(recipeOf({ rules }), network);
    expect(codings.activations('head')).to.deep.equal({ bits: 16, scheme: 'symmetric', range: 'minMax' });
    expect(codings.weights('head').bits).to.equal(2);
    expect(codings.weights('body/a').bits).to.equal(8);
  });
});
