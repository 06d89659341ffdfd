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
    const exact = { values: [-3, 0, 12], counts: [1, 2, 2], width: [0, 0, 0] };
    expect(pointsOf(histogramOf(-3, 0, 0, 12, 12))).to.deep.equal(exact);
    expect(pointsOf(histogramOf(0))).to.deep.equal({ values: [0], counts: [1], width: [0] });
    expect(pointsOf(histogramOf(NaN))).to.deep.equal({ values: [], counts: [], width: [] });
  });

  it('is exact where a cell holds a single value, and in the middle of the cell where it holds several', () => {
    // 16 cells for a span of 15.5: one unit each; 3 and 3.5 share one, and so do 0.25, 0.5 beside the zero
    const s = sketch({ cells: 16 });
    s.push(frame(Float32Array.of(0, 0.25, 0.5, 3, 3.5, 3.5, 7.75, 7.75, 15.5)));
    expect(pointsOf(s.value()[0])).to.deep.equal({
      values: [0, 0.5, 3.5, 7.75, 15.5],
      counts: [1, 2, 3, 2, 1],
      width: [0, 1, 1, 0, 0],
    });
  });
});
