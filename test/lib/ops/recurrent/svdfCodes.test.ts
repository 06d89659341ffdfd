import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { Svdf } from '../../../../lib/network.js';
import type { AffineParams } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply, oneLayer } from '../network.js';

const SEED = 72;

function params(bits: 8 | 16, scale: number, zeroPoint = 0): AffineParams {
  const half = 2 ** (bits - 1);
  return { kind: 'affine', bits, qmin: -half, qmax: half - 1, scale: [Math.fround(scale)], zeroPoint: [zeroPoint] };
}

type Fields = Omit<Svdf, 'name' | 'inputs' | 'params' | 'stateParams'> & {
  readonly params: AffineParams;
  readonly stateParams: AffineParams;
};

const input = params(8, 1 / 64, 5);

/** A seeded filter of 2 ranks that remembers 4 runs. */
function layer(stateBits: 8 | 16, size: number, units: number, seed: number): Fields {
  const generator = random(seed);
  const code = (bits: number) => () => (generator.bits() % 2 ** bits) - 2 ** (bits - 1);
  const time = stateBits === 8 ? new Int8Array(units * 8) : new Int16Array(units * 8);
  return {
    type: 'svdf',
    params: params(8, 0.05, -7),
    features: {
      shape: [units * 2, size],
      data: new Int8Array(units * 2 * size).map(code(8)),
      params: params(8, 0.02 / size),
    },
    time: {
      shape: [units * 2, 4],
      data: time.map(code(stateBits)),
      params: params(stateBits, 1 / 2 ** (stateBits - 1)),
    },
    bias: { shape: [units], data: new Int32Array(units).map(code(2 * stateBits - 4)) },
    rank: 2,
    activation: 'none',
    stateParams: params(stateBits, 4 / 2 ** (stateBits - 1), stateBits === 8 ? 3 : 0),
  };
}

const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** The runtime's arithmetic in BigInt: what the filter gives at each of several runs. */
function exact(fields: Fields, inputs: readonly ArrayLike<number>[]): number[][] {
  const { features, time, bias, params: out, stateParams: state } = fields;
  const filters = time.shape[0];
  const [sf, st, so] = [features.params, time.params, out].map(p => p?.scale[0] ?? NaN);
  const [ss, sz] = [state.scale[0], state.zeroPoint[0]];
  const past = Array.from({ length: filters }, () => [sz, sz, sz, sz]);
  return inputs.map(x => {
    past.forEach((row, f) => {
      let acc = 0n;
      for (let i = 0; i < x.length; i++) acc += BigInt(features.data[f * x.length + i]) * BigInt(x[i] - 5);
      const q = Number(exactMultiply(acc, Math.fround(Math.fround(input.scale[0] * sf) / ss))) + sz;
      row.shift();
      row.push(clamp(q, state.qmin, state.qmax));
    });
    return Array.from(bias.data, (b, u) => {
      let acc = BigInt(b);
      for (const f of [2 * u, 2 * u + 1]) {
        past[f].forEach((q, k) => (acc += BigInt(time.data[f * 4 + k]) * BigInt(q - sz)));
      }
      const [least, most] = [-(2n ** 31n), 2n ** 31n - 1n];
      const held = acc < least ? least : acc > most ? most : acc;
      const q = Number(exactMultiply(held, Math.fround(Math.fround(ss * st) / so))) + out.zeroPoint[0];
      return clamp(q, -128, 127);
    });
  });
}

function inputs(runs: number, size: number, seed: number): Int8Array[] {
  const generator = random(seed);
  return Array.from({ length: runs }, () => new Int8Array(size).map(() => generator.bits()));
}

describe('svdf on codes', () => {
  for (const stateBits of [8, 16] as const) {
    it(`equals the arithmetic of TensorFlow Lite Micro in exact integers, int${stateBits} memory, 40 seeded filters`, () => {
      const generator = random(SEED);
      for (let k = 0; k < 40; k++) {
        const [size, units] = [1 + (generator.bits() % 9), 1 + (generator.bits() % 9)];
        const fields = layer(stateBits, size, units, SEED + k);
        const xs = inputs(7, size, SEED + k);
        const executor = executorOf(oneLayer([size], input, { ...fields }));
        const got = xs.map(x => {
          const out = new Int8Array(units);
          executor.run(x, out);
          return [...out];
        });
        expect(got, `seed ${SEED + k}`).to.deep.equal(exact(fields, xs));
      }
    });
  }

  it('saturates a sum beyond int32', () => {
    const fields = layer(16, 1, 1, SEED);
    const far = {
      ...fields,
      params: params(8, 2 ** 15),
      features: { ...fields.features, data: Int8Array.of(127, 127), params: params(8, 8) },
      time: { ...fields.time, data: new Int16Array(8).fill(32767), params: params(16, 1) },
      stateParams: params(16, 2 ** -6),
    };
    // each of 2 * 4 products comes to nearly 2^30
    const xs = Array.from({ length: 4 }, () => Int8Array.of(127));
    const executor = executorOf(oneLayer([1], input, far));
    const got = xs.map(x => {
      const out = new Int8Array(1);
      executor.run(x, out);
      return [...out];
    });
    expect(got).to.deep.equal(exact(far, xs));
  });

  it('takes up a saved memory, and forgets it at a reset; batch entries have their own', () => {
    const fields = layer(16, 3, 2, SEED);
    const [a, b] = [inputs(5, 3, 1), inputs(5, 3, 2)];
    const network = oneLayer([2, 3], input, { ...fields });
    const wanted = exact(fields, a).map((row, k) => [...row, ...exact(fields, b)[k]]);
    let executor = executorOf(network);
    for (const round of ['first', 'after a reset']) {
      a.forEach((x, k) => {
        const out = new Int8Array(4);
        executor.run(Int8Array.of(...x, ...b[k]), out);
        expect([...out], `${round}, run ${k}`).to.deep.equal(wanted[k]);
        const saved: unknown = JSON.parse(JSON.stringify(executor.save()));
        executor = executorOf(network);
        executor.restore(saved);
      });
      executor.reset();
    }
  });

  it('clamps to the zero point under relu', () => {
    const fields = layer(16, 3, 2, SEED);
    const xs = inputs(9, 3, SEED);
    const executor = executorOf(oneLayer([3], input, { ...fields, activation: 'relu' }));
    const got = xs.map(x => {
      const out = new Int8Array(2);
      executor.run(x, out);
      return [...out];
    });
    const free = exact(fields, xs);
    expect(free.flat().some(q => q < -7)).to.equal(true);
    expect(got).to.deep.equal(free.map(row => row.map(q => Math.max(q, -7))));
  });

  it('refuses what has no integer arithmetic', () => {
    const fields = layer(8, 3, 2, SEED);
    const build = (changed: object) => () => executorOf(oneLayer([3], input, { ...fields, ...changed }));
    const where = 'network: layer "y": ';
    expect(build({ stateParams: undefined })).to.throw(Error, `${where}stateParams must be int8 or int16, got none`);
    expect(build({ features: { ...fields.features, params: params(8, 1, 1) } })).to.throw(
      Error,
      `${where}features must be int8 with one scale and zero point 0`,
    );
    expect(build({ bias: { shape: [2], data: new Int8Array(2) } })).to.throw(
      Error,
      `${where}bias must be int32 with zero point 0`,
    );
    expect(build({ params: params(16, 1) })).to.throw(Error, `${where}takes tensors of int8, got int16 in y`);
  });
});
