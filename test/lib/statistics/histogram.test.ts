import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { edgesOf, pointsOf, sketch } from '../../../lib/statistics/index.js';

function histogramOf(...x: number[]) {
  const s = sketch({ cells: 16 });
  s.push(frame(Float32Array.from(x)));
  return s.value()[0];
}

describe('edgesOf', () => {
  it('draws the outermost edges in to the extremes', () => {
    // -3 to 12 takes 16 cells of width 1
    const edges = edgesOf(histogramOf(-2.5, 0, 12.25));
    expect([edges.length, edges[0], edges[1], edges[15], edges[16]]).to.deep.equal([17, -2.5, -2, 12, 12.25]);
    expect(edgesOf(histogramOf(NaN)).length).to.equal(0);
  });
});

describe('pointsOf', () => {
  it('gives ascending points, zeros in their place', () => {
    expect(pointsOf(histogramOf(-3, 0, 0, 12, 12))).to.deep.equal({ values: [-2.5, 0, 12], counts: [1, 2, 2] });
    expect(pointsOf(histogramOf(0))).to.deep.equal({ values: [0], counts: [1] });
    // 13 cells of width 1/4
    expect(pointsOf(histogramOf(-3, 0))).to.deep.equal({ values: [-2.875, 0], counts: [1, 1] });
    expect(pointsOf(histogramOf(NaN))).to.deep.equal({ values: [], counts: [] });
  });
});
