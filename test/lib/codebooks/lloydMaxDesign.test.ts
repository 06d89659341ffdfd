import { expect } from 'chai';
import {
  densityOf,
  gaussianDensity,
  laplacianDensity,
  type LevelDesign,
  lloydMaxDesign,
} from '../../../lib/codebooks/index.js';
import { OptionRangeError } from '../../../lib/errors.js';
import { gaussianRows, laplacianRows } from './lloydMaxTable.js';

/** Levels not below 0, and thresholds not below 0, of the best quantizers; computed elsewhere, printed to six decimals. */
const GAUSSIAN = [
  { levels: [0.797885], thresholds: [0] },
  { levels: [0, 1.224006], thresholds: [0.612003] },
  { levels: [0.45278, 1.510418], thresholds: [0, 0.981599] },
  { levels: [0, 0.764568, 1.724147], thresholds: [0.382284, 1.244357] },
  { levels: [0.317716, 1.000106, 1.893595], thresholds: [0, 0.658911, 1.44685] },
  { levels: [0, 0.560577, 1.188147, 2.033369], thresholds: [0.280288, 0.874362, 1.610758] },
  { levels: [0.245094, 0.756005, 1.343909, 2.151946], thresholds: [0, 0.50055, 1.049957, 1.747927] },
  {
    levels: [0.128395, 0.388048, 0.656759, 0.94234, 1.256231, 1.618046, 2.069017, 2.73259],
    thresholds: [0, 0.258222, 0.522404, 0.79955, 1.099286, 1.437139, 1.843532, 2.400803],
  },
  {
    levels: [
      0.06589, 0.198052, 0.331378, 0.4667, 0.604934, 0.747136, 0.894565, 1.048783, 1.211804, 1.38634, 1.576228,
      1.787233, 2.028728, 2.317739, 2.69112, 3.260732,
    ],
    thresholds: [
      0, 0.131971, 0.264715, 0.399039, 0.535817, 0.676035, 0.82085, 0.971674, 1.130294, 1.299072, 1.481284, 1.681731,
      1.907981, 2.173234, 2.504429, 2.975926,
    ],
  },
];

const LAPLACIAN = [
  { levels: [0.707107], thresholds: [0] },
  { levels: [0, 1.414214], thresholds: [0.707107] },
  { levels: [0.419756, 1.833969], thresholds: [0, 1.126863] },
  { levels: [0, 0.839511, 2.253725], thresholds: [0.419756, 1.546618] },
  { levels: [0.29978, 1.139292, 2.553505], thresholds: [0, 0.719536, 1.846399] },
  { levels: [0, 0.599561, 1.439072, 2.853286], thresholds: [0.29978, 1.019317, 2.146179] },
  { levels: [0.233401, 0.832962, 1.672473, 3.086687], thresholds: [0, 0.533181, 1.252718, 2.37958] },
  {
    levels: [0.123986, 0.404839, 0.72865, 1.110984, 1.577786, 2.177347, 3.016858, 4.431072],
    thresholds: [0, 0.264413, 0.566745, 0.919817, 1.344385, 1.877566, 2.597103, 3.723965],
  },
  {
    levels: [
      0.064048, 0.20038, 0.346081, 0.502532, 0.671448, 0.85499, 1.055931, 1.277922, 1.525894, 1.806747, 2.130558,
      2.512892, 2.979694, 3.579255, 4.418766, 5.83298,
    ],
    thresholds: [
      0, 0.132214, 0.27323, 0.424306, 0.58699, 0.763219, 0.955461, 1.166927, 1.401908, 1.666321, 1.968653, 2.321725,
      2.746293, 3.279474, 3.999011, 5.125873,
    ],
  },
];

/** Half of the last printed digit, and a little for the printing of a value that lies on it. */
const printed = (decimals: number) => 0.5 * 10 ** -decimals * 1.02;

/** Checks a list of printed numbers. */
function expectAll(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).to.have.length(wanted.length);
  actual.forEach((x, k) => expect(x).to.be.closeTo(wanted[k], printed(6)));
}

describe('lloydMaxDesign', () => {
  for (const [name, density, rows, designs] of [
    ['Gaussian', gaussianDensity, gaussianRows, GAUSSIAN],
    ['Laplacian', laplacianDensity, laplacianRows, LAPLACIAN],
  ] as const) {
    it(`${name}: has the least error, printed to 1e-6, and the entropy, to 1e-4, of N = 2 to 36, 64, 128 and 256`, () => {
      expect(rows).to.have.length(38);
      for (const { N, D, H } of rows) {
        const { distortion, entropy } = lloydMaxDesign({ levels: N, density });
        expect(distortion, `D, N = ${N}`).to.be.closeTo(D, printed(6));
        expect(entropy, `H, N = ${N}`).to.be.closeTo(H, printed(4));
      }
    });

    it(`${name}: has the levels and thresholds of N = 2 to 8, 16 and 32`, () => {
      [2, 3, 4, 5, 6, 7, 8, 16, 32].forEach((N, i) => {
        const { levels, thresholds } = lloydMaxDesign({ levels: N, density });
        expectAll(levels.slice(Math.floor(N / 2)), designs[i].levels);
        expectAll(thresholds.slice(Math.floor((N - 1) / 2)), designs[i].thresholds);
      });
    });

    it(`${name}: is symmetric to the last bit, ascends, puts levels at means and thresholds midway`, () => {
      for (const N of [2, 5, 16, 64, 65, 256]) {
        const { levels, thresholds } = lloydMaxDesign({ levels: N, density });
        levels.forEach((level, k) => {
          expect(level + levels[N - 1 - k]).to.equal(0);
          if (k > 0) {
            expect(level).to.be.above(levels[k - 1]);
            expect(thresholds[k - 1]).to.equal((levels[k - 1] + level) / 2);
          }
          const [a, b] = [thresholds[k - 1] ?? -Infinity, thresholds[k] ?? Infinity];
          expect(level).to.be.closeTo(density.first(a, b) / density.mass(a, b), 1e-9);
        });
      }
    });
  }

  it('gives 31.910, 37.865, 43.853 dB (Gaussian) and 29.743, 35.688, 41.671 dB (Laplacian) at 6, 7 and 8 bits', () => {
    for (const [density, decibels] of [
      [gaussianDensity, [31.91, 37.865, 43.853]],
      [laplacianDensity, [29.743, 35.688, 41.671]],
    ] as const) {
      [64, 128, 256].forEach((levels, i) => {
        const { distortion } = lloydMaxDesign({ levels, density });
        expect(-10 * Math.log10(distortion)).to.be.closeTo(decibels[i], printed(3));
      });
    }
  });

  it('approaches Panter and Dite: D N^2 is 2.699 and 4.460 at 256 levels, with limits sqrt(3) pi / 2 and 9 / 2', () => {
    const scaled = (density: typeof gaussianDensity, N: number) =>
      lloydMaxDesign({ levels: N, density }).distortion * N * N;
    expect(scaled(gaussianDensity, 256)).to.be.closeTo(2.699, printed(3));
    expect(scaled(laplacianDensity, 256)).to.be.closeTo(4.46, printed(3));
    // the next term of the expansion is of order 1 / N
    expect(scaled(gaussianDensity, 2048)).to.be.within(2.717, (Math.sqrt(3) * Math.PI) / 2);
    expect(scaled(laplacianDensity, 2048)).to.be.within(4.49, 4.5);
  });

  it('divides a uniform density into equal steps', () => {
    const { levels, thresholds, distortion, entropy } = lloydMaxDesign({
      levels: 8,
      density: densityOf({ pdf: () => 1, support: [3, 7] }),
    });
    levels.forEach((x, k) => expect(x).to.be.closeTo(3.25 + 0.5 * k, 1e-12));
    thresholds.forEach((x, k) => expect(x).to.be.closeTo(3.5 + 0.5 * k, 1e-12));
    expect(distortion).to.be.closeTo(0.25 / 12, 1e-14);
    expect(entropy).to.be.closeTo(3, 1e-12);
  });

  it('agrees with itself when the density is only a function', () => {
    const numeric = densityOf({ pdf: x => Math.exp(-Math.SQRT2 * Math.abs(x)), support: [-50, 50], breaks: [0] });
    for (const levels of [5, 32, 256]) {
      const [a, b] = [
        lloydMaxDesign({ levels, density: numeric }),
        lloydMaxDesign({ levels, density: laplacianDensity }),
      ];
      a.levels.forEach((x, k) => expect(x).to.be.closeTo(b.levels[k], 1e-8));
    }
  });

  it('finds the better of two arrangements when the density has two humps', () => {
    // narrow humps of sigma 0.1 at -1 and 1, three levels: one hump gets two, 1 - 2 / pi of its variance remains, the other one;
    // a level between the humps would be a stationary point of error 0.01
    const density = densityOf({
      pdf: x => Math.exp(-50 * (x - 1) ** 2) + Math.exp(-50 * (x + 1) ** 2),
      support: [-3, 3],
    });
    const { distortion } = lloydMaxDesign({ levels: 3, density });
    expect(distortion).to.be.closeTo(0.01 * (0.5 + 0.5 * (1 - 2 / Math.PI)), 1e-6);
  });

  it('serves one level, the mean', () => {
    const one: LevelDesign = lloydMaxDesign({ levels: 1, density: densityOf({ pdf: x => x, support: [0, 1] }) });
    expect(one.levels[0]).to.be.closeTo(2 / 3, 1e-12);
    expect([one.levels.length, one.thresholds.length, one.entropy]).to.deep.equal([1, 0, 0]);
    expect(one.distortion).to.be.closeTo(1 / 18, 1e-12);
  });

  it('is frozen, and refuses wrong options', () => {
    const design = lloydMaxDesign({ levels: 2, density: gaussianDensity });
    for (const part of [design, design.levels, design.thresholds]) expect(Object.isFrozen(part)).to.be.true;
    for (const levels of [0, 4097, 2.5]) {
      expect(() => lloydMaxDesign({ levels, density: gaussianDensity })).to.throw(
        OptionRangeError,
        /^lloydMaxDesign: levels must be/,
      );
    }
  });
});
