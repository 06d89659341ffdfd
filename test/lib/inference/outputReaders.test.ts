import { expect } from 'chai';
import { dense, logistic, type Network, outputReaders, sequential, softmax } from '../../../lib/network.js';

const of = (units: number, plan?: ReturnType<typeof softmax>, description: Partial<Network> = {}) =>
  outputReaders({
    ...sequential({ name: 'n', input: [2], layers: [dense({ units }), ...(plan ? [plan] : [])] }),
    ...description,
  });

describe('outputReaders', () => {
  it('lets the largest probability or logit decide, the first of equals', () => {
    const [reader] = of(3, softmax(), { labels: ['rest', 'walk', 'run'] });
    expect(reader.read([0.25, 0.5, 0.25])).to.deep.equal({ label: 'walk', score: 0.5, positive: [false, true, false] });
    expect(of(3)[0].read([-1, -1, -2])).to.deep.equal({ label: '0', score: -1, positive: [true, false, false] });
  });

  it('takes one sigmoid for a detector, positive from 0.5 on or from its threshold', () => {
    const read = (p: number, description: Partial<Network> = {}) => of(1, logistic(), description)[0].read([p]).label;
    expect([read(0.49), read(0.5)]).to.deep.equal(['negative', 'positive']);
    expect([
      read(0.5, { labels: ['fall'], thresholds: [0.9] }),
      read(0.9, { labels: ['fall'], thresholds: [0.9] }),
    ]).to.deep.equal(['no fall', 'fall']);
  });

  it('lets several detectors be positive at a time', () => {
    const [reader] = of(3, logistic(), { labels: ['a', 'b', 'c'], thresholds: [0.5, 0.25, 0.9] });
    expect(reader.read([0.6, 0.3, 0.8])).to.deep.equal({ label: 'a + b', score: 0.8, positive: [true, true, false] });
    expect(reader.read([0, 0, 0]).label).to.equal('none');
  });

  it('scores a reconstruction by its mean squared distance from the input, and judges it by a threshold alone', () => {
    expect(of(2)[0].read([1, 2], [[0, 4]])).to.deep.equal({ score: 2.5 });
    const [reader] = of(2, undefined, { thresholds: [2.5] });
    expect(reader.read([1, 2], [[0, 4]])).to.deep.equal({ label: 'anomaly', score: 2.5, positive: [true] });
    expect(reader.read([1, 2], [[1, 2]]).label).to.equal('normal');
  });

  it('decides nothing of values', () => {
    expect(of(1)[0].read([7])).to.deep.equal({});
  });

  it('refuses thresholds that no output takes', () => {
    expect(() => of(3, logistic(), { thresholds: [0.1, 0.2] })).to.throw(
      RangeError,
      'outputReaders: thresholds must be one, or one for each of 3 detectors and reconstructions, got 2',
    );
    expect(() => of(3, softmax(), { thresholds: [0.5] })).to.throw(RangeError, 'the network has none');
  });
});
