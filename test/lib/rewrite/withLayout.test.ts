import { expect } from 'chai';
import { dense, type LayoutAxis, type NetworkInput, networkBuilder, withLayout } from '../../../lib/network.js';

const network = (shape: readonly number[]) => {
  const b = networkBuilder({ name: 'n' });
  return b.build([b.add(dense({ units: 2 }), b.input('x', shape))]);
};
const axes = (text: string): LayoutAxis[] =>
  text.split(',').map(part => {
    const [name, length] = part.split('=');
    return { name, ...(length !== undefined && { length: Number(length) }) };
  });
const layout = (shape: readonly number[], text: string): NetworkInput =>
  withLayout(network(shape), axes(text)).inputs[0];

describe('withLayout', () => {
  it("names the input's own axes, with or without those of length 1", () => {
    expect(layout([1, 3, 26], 'batch,channels,time')).to.deep.equal({ name: 'x', shape: [1, 3, 26], timeAxis: 2 });
    expect(layout([1, 3, 26], 'channels,time').timeAxis).to.equal(2);
    expect(layout([1, 3, 1, 26], 'channels=3,time=26').timeAxis).to.equal(3);
  });

  it('gives a flat input the axes that it stands for, one length from the others', () => {
    expect(layout([78], 'time=26,channels=3')).to.deep.equal({
      name: 'x',
      shape: [78],
      timeShape: [26, 3],
      timeAxis: 0,
    });
    expect(layout([1, 78], 'time,channels=3'))
      .to.include({ timeAxis: 0 })
      .and.deep.include({ timeShape: [26, 3] });
    expect(layout([78], 'channels=3,time').timeShape).to.deep.equal([3, 26]);
  });

  it('refuses what the input does not have', () => {
    expect(() => layout([78], 'time=25,channels=3')).to.throw(
      RangeError,
      'withLayout: axes must be those of input "x", (78), or have lengths whose product is its 78 elements, got time=25, channels=3',
    );
    expect(() => layout([78], 'time,channels')).to.throw(RangeError, 'got time, channels');
    expect(() => layout([78], 'channels=78')).to.throw(
      RangeError,
      'axes must hold one that is called time, got channels=78',
    );
    expect(() => withLayout(network([78]), axes('time'), 'y')).to.throw(
      RangeError,
      'must name an input of the network, got "y"',
    );
  });
});
