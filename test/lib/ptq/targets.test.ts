import { expect } from 'chai';
import { dialects } from '../../../lib/dialects/index.js';
import { recipeOf, type TargetName, targets } from '../../../lib/ptq/index.js';

describe('targets', () => {
  it('have recipes of their own that they accept, in a dialect of the library', () => {
    for (const target of Object.keys(targets) as TargetName[]) {
      const recipe = recipeOf({ target });
      expect(dialects).to.have.property(recipe.dialect);
      expect(recipe.dialect).to.equal(targets[target].defaults.dialect);
    }
  });
});
