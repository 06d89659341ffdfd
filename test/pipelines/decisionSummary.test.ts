import { expect } from 'chai';
import type { OutputReader } from '../../lib/network.js';
import { type Decision, DecisionSummary, type Segment } from '../../pipelines/index.js';

const reader: OutputReader = {
  name: 'y',
  kind: 'probabilities',
  labels: ['rest', 'walk'],
  thresholds: [],
  read: () => ({}),
};

const decision = (index: number, label: string, score: number, agrees = true): Decision => ({
  index,
  time: index / 2,
  label,
  score,
  readings: [{ label, score }],
  references: [agrees ? { label, score } : { label: 'other', score: 1 }],
  outputs: [score, 1 - score],
  reference: [1, 0],
  agrees,
  shares: { index, held: 0, flat: 0, railed: 0, clipped: 0 },
});

describe('DecisionSummary', () => {
  it('joins equal neighbours, ends a segment at a change or a gap, and counts agreement', () => {
    const summary = new DecisionSummary([reader]);
    const segments: (Segment | undefined)[] = [
      decision(0, 'rest', 0.5),
      decision(1, 'rest', 1),
      decision(2, 'walk', 0.75, false),
      decision(7, 'walk', 0.75),
    ].map(d => summary.push(d));
    segments.push(summary.close(), summary.close());
    expect(segments).to.deep.equal([
      undefined,
      undefined,
      { from: 0, to: 1, time: { from: 0, to: 0.5 }, label: 'rest', windows: 2, score: 0.75 },
      { from: 2, to: 2, time: { from: 1, to: 1 }, label: 'walk', windows: 1, score: 0.75 },
      { from: 7, to: 7, time: { from: 3.5, to: 3.5 }, label: 'walk', windows: 1, score: 0.75 },
      undefined,
    ]);
    expect([summary.windows, summary.agreeing]).to.deep.equal([4, 3]);
    expect(summary.outputs).to.deep.equal([{ name: 'y', kind: 'probabilities', agreeing: 3, saturated: 2 }]);
    // signal 4 x 1; error 2 x (0.5^2 + 0 + 0.25^2 + 0.25^2)
    expect(summary.sqnrWithOffset).to.be.closeTo(10 * Math.log10(4 / 0.75), 1e-12);
  });

  it('counts what was not decided apart, and ends the segment before it', () => {
    const summary = new DecisionSummary([reader]);
    summary.push(decision(0, 'rest', 1));
    const none = { ...decision(1, 'rest', 1), label: undefined, abstained: 'flat' } as const;
    expect(summary.push(none)).to.include({ from: 0, to: 0, label: 'rest' });
    expect([summary.windows, summary.abstained.flat, summary.outputs[0].agreeing]).to.deep.equal([1, 1, 1]);
  });
});
