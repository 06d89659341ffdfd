import { expect } from 'chai';
import { compensation, nearestRow, restoredRow, roundRow } from '../../../lib/ptq/roundRow.js';
import { random } from '../../../lib/random.js';

/** Second moments of inputs that go together. */
function problem(seed: number, taps: number) {
  const generator = random(seed);
  const common = Array.from({ length: 300 }, () => generator.normal());
  const x = common.map(shared => Array.from({ length: taps }, () => shared + 0.5 * generator.normal()));
  const products = new Float64Array(taps * taps);
  for (const row of x)
    for (let i = 0; i < taps; i++)
      for (let j = 0; j < taps; j++) products[i * taps + j] += (row[i] * row[j]) / x.length;
  return { products, weights: Float64Array.from({ length: taps }, () => generator.normal()) };
}

const grid = { scale: 0.5, qmin: -7, qmax: 7 };

/** d^T H d of codes. */
function errorOf(codes: Int8Array, weights: Float64Array, products: Float64Array): number {
  const d = weights.map((w, i) => w - grid.scale * codes[i]);
  return d.reduce((sum, a, i) => sum + d.reduce((inner, b, j) => inner + a * b * products[i * d.length + j], 0), 0);
}

describe('roundRow', () => {
  it('has a factor whose square is the inverse of the damped moments', () => {
    const taps = 6;
    const { products } = problem(1, taps);
    const { order, factor } = compensation(products, taps);
    const mean = Array.from({ length: taps }, (_, i) => products[i * taps + i]).reduce((a, b) => a + b) / taps;
    for (let i = 0; i < taps; i++) {
      for (let j = 0; j < taps; j++) {
        let sum = 0; // (U^T U) H
        for (let k = 0; k < taps; k++) {
          let inverse = 0;
          for (let l = 0; l < taps; l++) inverse += factor[l * taps + i] * factor[l * taps + k];
          sum += inverse * (products[order[k] * taps + order[j]] + (k === j ? 0.01 * mean : 0));
        }
        expect(sum).to.be.closeTo(i === j ? 1 : 0, 1e-9);
      }
    }
  });

  it('rounds uncorrelated inputs to the nearest codes', () => {
    const weights = Float64Array.of(0.26, -0.74, 1.1, 9);
    const codes = new Int8Array(4);
    const products = Float64Array.from({ length: 16 }, (_, k) => (k % 5 === 0 ? 1 : 0));
    roundRow(Float64Array.from(weights), compensation(products, 4), grid, codes);
    expect([...codes]).to.deep.equal([1, -1, 2, 7]);
  });

  it('leaves less error in the output than the nearest codes do, on 50 problems of 12 correlated inputs', () => {
    let [compensated, nearest] = [0, 0];
    for (let seed = 1; seed <= 50; seed++) {
      const { products, weights } = problem(seed, 12);
      const codes = new Int8Array(12);
      const stated = nearestRow(weights, products, grid, codes);
      expect(stated).to.be.closeTo(errorOf(codes, weights, products), 1e-9);
      nearest += stated;
      roundRow(Float64Array.from(weights), compensation(products, 12), grid, codes);
      compensated += errorOf(codes, weights, products);
    }
    expect(compensated).to.be.below(nearest / 2);
  });
});

describe('restoredRow', () => {
  it('makes up for an input that comes at half its size', () => {
    // x = (a, b), a and b of power 1; the layer gets (a / 2, b): it lacks (a / 2, 0)
    const products = Float64Array.of(0.25, 0, 0, 1);
    const lacking = Float64Array.of(0.25, 0, 0, 0); // row: tap as it comes, column: what is lacking
    const [w, v] = restoredRow(Float64Array.of(3, 5), lacking, compensation(products, 2));
    expect(w).to.be.within(5.8, 6); // 6 but for the damping of 1 %
    expect(v).to.equal(5);
  });
});
