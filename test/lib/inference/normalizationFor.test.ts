import { expect } from 'chai';
import { conv1d, normalizationFor, type NetworkInput, sequential } from '../../../lib/network.js';

const network = (input: Partial<NetworkInput> = {}, unit?: string) => {
  const made = sequential({ name: 'n', input: [4, 2], layers: [conv1d({ filters: 1, kernel: 2 })] });
  return { ...made, ...(unit !== undefined && { unit }), inputs: [{ ...made.inputs[0], ...input }] };
};
const stream = (...units: string[]) => ({ units });

describe('normalizationFor', () => {
  it('takes the gain from the units of stream and network, where both are known', () => {
    const to = (unit: string | undefined, ...units: string[]) => {
      const { options, gainFrom } = normalizationFor(network({}, unit), stream(...units));
      return [options.gain, gainFrom];
    };
    expect(to('g', 'mg', 'mg')).to.deep.equal([0.001, 'units']);
    expect(to('g', 'mg', 'g')).to.deep.equal([[0.001, 1], 'units']);
    expect(to('g', 'g', 'g')).to.deep.equal([1, 'units']);
    expect(to('g', 'mg', '')).to.deep.equal([1, 'nothing']);
    expect(to('g', 'V', 'mg')).to.deep.equal([1, 'nothing']);
    expect(to(undefined, 'mg', 'mg')).to.deep.equal([1, 'nothing']);
  });

  it('takes mean and deviation from the network, and what is given before all', () => {
    const known = network({ normalization: { mean: [1, 2], std: [4] } }, 'g');
    expect(normalizationFor(known, stream('mg', 'mg'))).to.deep.equal({
      options: { gain: 0.001, mean: [1, 2], std: 4 },
      gainFrom: 'units',
      meanFrom: 'network',
      stdFrom: 'network',
    });
    expect(normalizationFor(known, stream('mg', 'mg'), { gain: 2, mean: 0, std: [1, 2] })).to.deep.equal({
      options: { gain: 2, mean: 0, std: [1, 2] },
      gainFrom: 'option',
      meanFrom: 'option',
      stdFrom: 'option',
    });
  });
});
