import { expect } from 'chai';
import { recipeOf, recipeText } from '../../../lib/ptq/index.js';

describe('recipeText', () => {
  it('says int8, and what differs', () => {
    expect(recipeText(recipeOf())).to.equal('int8');
    expect(recipeText(recipeOf({ rounding: 'gptq', outputMargin: 2 }))).to.equal(
      'int8 but {"outputMargin":2,"rounding":"gptq"}',
    );
  });
});
