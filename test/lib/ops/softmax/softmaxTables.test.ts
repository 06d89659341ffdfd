import { expect } from 'chai';
import { softmaxTables } from '../../../../lib/ops/softmax/softmaxTables.js';
import { runLayer } from '../tfliteCases.js';

const softmax = { type: 'softmax', beta: 1 } as const;

describe('softmaxTables', () => {
  it('in float32 differ from those in doubles where 32768 / (1 + x) lies next to a tie', () => {
    const [narrow, exact] = [softmaxTables(Math.fround), softmaxTables(x => x)];
    expect([...narrow.exponentials]).to.deep.equal([...exact.exponentials]);
    const differing = [...exact.reciprocals.keys()].filter(k => narrow.reciprocals[k] !== exact.reciprocals[k]);
    // in the middle of interval 294 it is 20802.49969: 20802.5 in float32, whose steps there are 1/512; in that of 160 the line between
    // the entries is at 24947.49926, and at 24947.5 in float32
    expect(differing).to.deep.equal([160, 294]);
    expect(differing.map(k => [narrow.reciprocals[k], exact.reciprocals[k]])).to.deep.equal([
      [24966, 24967],
      [20816, 20815],
    ]);
  });
});

describe('softmax on int16', () => {
  it('gives equal entries equal parts, and a single one all', () => {
    const x = (shape: number[], q: number[]) => [{ of: ['int16', 2 ** -10, 0], shape, x: q } as const];
    expect(runLayer(softmax, x([1], [-77]), ['int16', 1 / 32768, 0])).to.deep.equal([32767]);
    expect(runLayer(softmax, x([2, 2], [5, 5, -9, -9]), ['int16', 1 / 32768, 0])).to.deep.equal(
      new Array(4).fill(16384),
    );
  });

  it('lies within 2e-4 of the real softmax: a step of 10/512 bends exp by 5e-5, three roundings make 1/2^15 each at most', () => {
    const q = [0, 1024, 2048, -4096, 3000, 512];
    const powers = q.map(x => Math.exp(x / 1024));
    const sum = powers.reduce((a, b) => a + b);
    const got = runLayer(softmax, [{ of: ['int16', 2 ** -10, 0], shape: [6], x: q }], ['int16', 1 / 32768, 0]);
    got.forEach((y, i) => expect(Math.abs(y / 32768 - powers[i] / sum)).to.be.below(2e-4));
  });
});
