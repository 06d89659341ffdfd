import { expect } from 'chai';
import { conv1d, dense, type LayerPlan, networkBuilder, reshape } from '../../../lib/network.js';
import { showTime } from '../../../lib/rewrite/showTime.js';

const flat = (timeShape: readonly number[] | undefined, ...plans: readonly LayerPlan[]) => {
  const b = networkBuilder({ name: 'n' });
  const x = b.input('x', [6], timeShape && { timeShape });
  return b.build([plans.reduce((y, plan) => b.add(plan, y), x)]);
};
const types = ({ layers }: { readonly layers: readonly { readonly type: string }[] }) => layers.map(({ type }) => type);

describe('showTime', () => {
  it('takes the place of the reshape that an input met', () => {
    const made = showTime(flat([3, 2], reshape({ shape: [3, 2] }), conv1d({ filters: 1, kernel: 1 })));
    expect(made.inputs).to.deep.equal([{ name: 'x', shape: [3, 2] }]);
    expect(types(made)).to.deep.equal(['reshape', 'conv1d']);
    expect(made.layers[1].inputs).to.deep.equal(['x']);
  });

  it('puts a reshape behind an input whose layers take it flat', () => {
    const made = showTime(flat([3, 2], dense({ units: 1 })));
    expect(types(made)).to.deep.equal(['reshape', 'dense']);
    expect(made.layers[0])
      .to.include({ type: 'reshape' })
      .and.deep.include({ inputs: ['x'], shape: [6] });
  });

  it('leaves a network alone whose own axes show time', () => {
    const network = flat(undefined, dense({ units: 1 }));
    expect(showTime(network)).to.equal(network);
  });
});
