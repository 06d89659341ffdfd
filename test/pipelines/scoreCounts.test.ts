import { expect } from 'chai';
import { random } from '../../lib/random.js';
import { ScoreCounts } from '../../pipelines/scoreCounts.js';

type Scored = readonly [score: number, positive: boolean];

function counted(list: readonly Scored[]) {
  const counts = new ScoreCounts();
  for (const [score, positive] of list) counts.push(score, positive);
  return counts.area();
}

/** The area by its definition: every pair of a positive and a negative is looked at. */
function byPairs(list: readonly Scored[]): number {
  const [yes, no] = [true, false].map(is => list.filter(([, positive]) => positive === is).map(([score]) => score));
  const won = yes.reduce((sum, p) => sum + no.reduce((s, n) => s + (p > n ? 1 : p === n ? 0.5 : 0), 0), 0);
  return won / (yes.length * no.length);
}

describe('ScoreCounts', () => {
  it('gives 1, 0 and 1/2 for scores that part the two, in either order, and for equal ones', () => {
    const of = (no: number, yes: number) => counted([[no, false], [yes, true]]); // prettier-ignore
    expect(of(-3, 2)).to.deep.equal({ auc: 1, within: 0 });
    expect(of(2, -3)).to.deep.equal({ auc: 0, within: 0 });
    expect(of(0, -0)).to.deep.equal({ auc: 0.5, within: 0 });
    expect(of(-Infinity, -1e30)?.auc).to.equal(1);
    expect(of(NaN, -Infinity)?.auc).to.equal(1);
    expect(counted([[1, true]])).to.equal(undefined);
  });

  it('is the share of pairs in the right order, of seeded scores with ties', () => {
    const r = random(3);
    const list = Array.from({ length: 600 }, (): Scored => {
      const positive = r.uniform() < 0.3;
      return [Math.fround(Math.floor(20 * (r.uniform() - 0.5 + (positive ? 0.2 : 0))) / 8), positive];
    });
    expect(counted(list)).to.deep.equal({ auc: byPairs(list), within: 0 });
  });

  it('stays within what it says with more scores than it holds, and does not depend on their order', () => {
    const r = random(4);
    // positives are uniform in [0.25, 1), negatives in [0, 1): P(p > n) = 0.625; all scores distinct multiples of 2^-18
    const list = Array.from({ length: 2 ** 18 }, (_, k): Scored => {
      const score = k / 2 ** 18;
      return [score, r.uniform() < (score < 0.25 ? 0 : 0.5)];
    });
    let [below, ordered, positives] = [0, 0, 0];
    for (const [, positive] of list) {
      if (positive) [ordered, positives] = [ordered + below, positives + 1];
      else below++;
    }
    const found = counted(list);
    expect(counted([...list].reverse())).to.deep.equal(found);
    expect(found?.within).to.be.within(Number.MIN_VALUE, 1e-4);
    expect(Math.abs((found?.auc ?? 0) - ordered / (positives * below))).to.be.at.most(found?.within ?? 0);
  });
});
