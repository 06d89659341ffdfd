import { expect } from 'chai';
import { randomRotation } from '../../../datasets/generators/randomRotation.js';
import { random } from '../../../lib/random.js';

describe('randomRotation', () => {
  it('is orthogonal with determinant 1', () => {
    const draw = random(3);
    for (let n = 0; n < 100; n++) {
      const m = randomRotation(draw);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const dot = m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
          expect(dot).to.be.closeTo(i === j ? 1 : 0, 1e-14);
        }
      }
      const determinant =
        m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
      expect(determinant).to.be.closeTo(1, 1e-14);
    }
  });

  it('turns an axis anywhere alike: each coordinate is uniform in [-1, 1] (Archimedes), to 5 standard errors', () => {
    const draw = random(4);
    const n = 20_000;
    const [sum, squares] = [new Float64Array(9), new Float64Array(9)];
    for (let k = 0; k < n; k++) {
      randomRotation(draw).forEach((x, j) => {
        sum[j] += x;
        squares[j] += x * x;
      });
    }
    for (let j = 0; j < 9; j++) {
      expect(sum[j] / n).to.be.closeTo(0, 5 * Math.sqrt(1 / 3 / n));
      expect(squares[j] / n).to.be.closeTo(1 / 3, 5 * Math.sqrt((1 / 5 - 1 / 9) / n));
    }
  });
});
