import { expect } from 'chai';
import { LabelTrack } from '../../pipelines/index.js';

describe('LabelTrack', () => {
  const track = () => {
    const track = new LabelTrack();
    track.push({ start: 2, label: 'a' });
    track.push({ start: 6, label: undefined });
    track.push({ start: 8, label: 'b' });
    return track;
  };

  it('tells windows of one label from those of several or none; the end is not of the window', () => {
    const of = (begin: number, end: number) => track().of(begin, end);
    expect(of(2, 6)).to.deep.equal({ label: 'a' });
    expect(of(8, 1000)).to.deep.equal({ label: 'b' });
    expect(of(0, 2)).to.equal('unlabelled');
    expect(of(6, 8)).to.equal('unlabelled');
    for (const [begin, end] of [
      [1, 3],
      [5, 7],
      [7, 9],
      [2, 9],
    ])
      expect(of(begin, end), `${begin}`).to.equal('straddling');
    expect(new LabelTrack().of(0, 5)).to.equal('unlabelled');
  });

  it('follows windows that come in order', () => {
    const all = track();
    const found = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(begin => all.of(begin, begin + 2));
    const [a, b] = [{ label: 'a' }, { label: 'b' }];
    const [across, none] = ['straddling', 'unlabelled'];
    expect(found).to.deep.equal([none, across, a, a, a, across, none, across, b]);
  });
});
