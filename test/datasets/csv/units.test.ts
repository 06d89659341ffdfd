import { expect } from 'chai';
import { splitUnit } from '../../../datasets/csv/units.js';

describe('splitUnit', () => {
  it('takes brackets and parentheses at the end for a unit', () => {
    expect(splitUnit('temp [degC]')).to.deep.equal({ name: 'temp', unit: 'degC' });
    expect(splitUnit(' ax (m/s^2) ')).to.deep.equal({ name: 'ax', unit: 'm/s^2' });
    expect(splitUnit('speed[rpm]')).to.deep.equal({ name: 'speed', unit: 'rpm' });
  });

  it('leaves what may be a name', () => {
    for (const name of ['ax_mg', 'ch (1)', '[g]', 'a [g] b', 'a []', 'a [b', '']) {
      expect(splitUnit(name)).to.deep.equal({ name, unit: '' });
    }
  });
});
