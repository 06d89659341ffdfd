import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { quantizeMultiplier } from '../../../../lib/network.js';
import { logistic16, tanh16 } from '../../../../lib/kernels/sigmoid16.js';
import type { Lstm, Tensor } from '../../../../lib/network.js';
import type { AffineParams } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply, oneLayer } from '../network.js';

const SEED = 71;

function params(bits: 8 | 16, scale: number, zeroPoint = 0): AffineParams {
  const half = 2 ** (bits - 1);
  return { kind: 'affine', bits, qmin: -half, qmax: half - 1, scale: [Math.fround(scale)], zeroPoint: [zeroPoint] };
}

type Fields = Omit<Lstm, 'name' | 'inputs' | 'params'> & { readonly params: AffineParams };

/** A seeded layer with gates that move between their ends. */
function layer(bits: 8 | 16, size: number, units: number, seed: number, fields: Partial<Fields> = {}): Fields {
  const generator = random(seed);
  const code = () => (generator.bits() % 256) - 128;
  const gates = (make: () => Tensor) => [make(), make(), make(), make()] as const;
  const matrix = (columns: number, scale: number) => (): Tensor => ({
    shape: [units, columns],
    data: new Int8Array(units * columns).map(code),
    params: params(8, scale * (1 + generator.uniform())),
  });
  const reach = bits === 8 ? 128 : 32768;
  return {
    type: 'lstm',
    params: params(bits, 1 / reach, bits === 8 ? -3 : 0),
    weights: gates(matrix(size, 0.02 / Math.sqrt(size))),
    recurrent: gates(matrix(units, 0.02 / Math.sqrt(units))),
    bias: gates(() => ({
      shape: [units],
      data: (bits === 8 ? new Int32Array(units) : new Float64Array(units)).fill(0).map(() => code() * reach * 4),
    })),
    cellClip: 0,
    cellParams: params(16, 2 ** -12),
    output: 'hidden',
    reverse: false,
    carry: true,
    ...fields,
  };
}

const input = (bits: 8 | 16) => params(bits, bits === 8 ? 1 / 64 : 2 ** -14, bits === 8 ? 5 : 0);

function samples(bits: 8 | 16, length: number, seed: number): Int8Array | Int16Array {
  const generator = random(seed);
  return bits === 8
    ? new Int8Array(length).map(() => generator.bits())
    : new Int16Array(length).map(() => generator.bits());
}

function run(fields: Fields, bits: 8 | 16, x: Int8Array | Int16Array, time: number): number[] {
  const units = fields.bias[0].shape[0];
  const executor = executorOf(oneLayer([time, x.length / time], input(bits), { ...fields }));
  const out = x.slice(0, 0).constructor === Int8Array ? new Int8Array(time * units) : new Int16Array(time * units);
  executor.run(x, out);
  return [...out];
}

const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** The 64-bit rule: a multiplier of 16 bits, one rounding. */
function exactWide(acc: bigint, real: number): bigint {
  const { multiplier, shift } = quantizeMultiplier(real);
  const reduced = multiplier < 0x7fff0000 ? (multiplier + 0x8000) >> 16 : 0x7fff;
  return (acc * BigInt(reduced) + (1n << BigInt(14 - shift))) >> BigInt(15 - shift);
}

/** The runtime's arithmetic, sums and products in BigInt: what the layer gives at each sample. */
function exact(fields: Fields, bits: 8 | 16, x: ArrayLike<number>, time: number): number[] {
  const { weights, recurrent, bias, cellParams, cellClip, params: out } = fields;
  const units = bias[0].shape[0];
  const size = x.length / time;
  const [xz, hz] = [input(bits).zeroPoint[0], out.zeroPoint[0]];
  const cellScale = cellParams?.scale[0] ?? NaN;
  const scaled = bits === 8 ? exactMultiply : exactWide;
  const sum = (w: Tensor, u: number, v: readonly number[], z: number, b: number, scale: number) => {
    let acc = BigInt(b);
    v.forEach((q, i) => (acc += BigInt(w.data[u * v.length + i]) * BigInt(q - z)));
    return clamp(Number(scaled(acc, Math.fround(scale * (w.params?.scale[0] ?? NaN)) * 4096)), -32768, 32767);
  };
  let h = new Array<number>(units).fill(hz);
  const c = new Array<number>(units).fill(0);
  const all: number[] = [];
  for (let t = 0; t < time; t++) {
    const now = Array.from({ length: size }, (_, i) => x[t * size + i]);
    const gate = (g: number, u: number) => {
      const a = sum(weights[g], u, now, xz, Number(bias[g].data[u]), input(bits).scale[0]);
      return 3 * clamp(a + sum(recurrent[g], u, h, hz, 0, out.scale[0]), -32768, 32767);
    };
    h = h.map((_, u) => {
      const [i, f, o] = [0, 1, 3].map(g => logistic16(gate(g, u)));
      const kept = clamp(Number(exactMultiply(BigInt(f * c[u]), 2 ** -15)), -32768, 32767);
      const admitted = Number(exactMultiply(BigInt(i * tanh16(gate(2, u))), 2 ** -30 / cellScale));
      const limit = cellClip > 0 ? Math.trunc(cellClip / cellScale) : 32768;
      c[u] = clamp(kept + clamp(admitted, -32768, 32767), -limit, Math.min(limit, 32767));
      const shift = Math.log2(cellScale) + 12;
      const argument = shift >= 0 ? c[u] * 3 * 2 ** shift : Math.floor((c[u] * 3) / 2 ** -shift + 0.5);
      const product = Number(exactMultiply(BigInt(o * tanh16(argument)), 2 ** -30 / out.scale[0]));
      return clamp(product + hz, out.qmin, out.qmax);
    });
    all.push(...h);
  }
  return all;
}

describe('lstm on codes', () => {
  for (const bits of [8, 16] as const) {
    it(`equals the arithmetic of TensorFlow Lite Micro in exact integers on int${bits}, 40 seeded layers`, () => {
      const generator = random(SEED);
      for (let k = 0; k < 40; k++) {
        const [size, units, time] = [
          1 + (generator.bits() % 9),
          1 + (generator.bits() % 9),
          1 + (generator.bits() % 9),
        ];
        const cellParams = params(16, 2 ** (-15 + (k % 7)));
        const fields = layer(bits, size, units, SEED + k, { cellParams, cellClip: k % 2 ? 0 : 0.75 });
        const x = samples(bits, time * size, SEED + k);
        expect(run(fields, bits, x, time), `seed ${SEED + k}`).to.deep.equal(exact(fields, bits, x, time));
      }
    });
  }

  it('sums int16 codes exactly where the sum leaves int32', () => {
    const fields = layer(16, 700, 3, SEED);
    const weights = fields.weights.map(w => ({ ...w, data: new Int8Array(3 * 700).fill(-128) }));
    const far = { ...fields, weights: weights as unknown as Fields['weights'] };
    const x = new Int16Array(2 * 700).fill(-32768); // 700 * 2^22 > 2^31
    expect(run(far, 16, x, 2)).to.deep.equal(exact(far, 16, x, 2));
  });

  it('carries its state: one long run equals runs of one sample, saved and restored between them', () => {
    const fields = layer(8, 4, 5, SEED);
    const x = samples(8, 12 * 4, SEED);
    const single = oneLayer([1, 4], input(8), { ...fields });
    let executor = executorOf(single);
    const all: number[] = [];
    for (let t = 0; t < 12; t++) {
      const out = new Int8Array(5);
      executor.run(x.subarray(t * 4, (t + 1) * 4), out);
      all.push(...out);
      const saved: unknown = JSON.parse(JSON.stringify(executor.save()));
      executor = executorOf(single);
      executor.restore(saved);
    }
    expect(all).to.deep.equal(run(fields, 8, x, 12));
    expect([...executor.state.keys()]).to.deep.equal(['y/hidden', 'y/cell']);
  });

  it('begins anew after a reset, and with every run where nothing is carried', () => {
    for (const carry of [true, false]) {
      const executor = executorOf(oneLayer([6, 4], input(8), { ...layer(8, 4, 5, SEED), carry }));
      const x = samples(8, 6 * 4, SEED);
      const [first, second] = [new Int8Array(30), new Int8Array(30)];
      executor.run(x, first);
      executor.run(x, second);
      if (carry) {
        expect(second).not.to.deep.equal(first);
        executor.reset();
        executor.run(x, second);
      }
      expect(second).to.deep.equal(first);
    }
  });

  it('gives each batch entry its own state', () => {
    const fields = layer(8, 4, 5, SEED);
    const [a, b] = [samples(8, 6 * 4, 1), samples(8, 6 * 4, 2)];
    const executor = executorOf(oneLayer([2, 6, 4], input(8), { ...fields }));
    const out = new Int8Array(60);
    executor.run(Int8Array.of(...a, ...b), out);
    expect([...out]).to.deep.equal([...run(fields, 8, a, 6), ...run(fields, 8, b, 6)]);
  });

  it('runs backwards in reverse', () => {
    const fields = layer(8, 1, 3, SEED);
    const x = samples(8, 7, SEED);
    const backwards = run({ ...fields, reverse: true }, 8, x, 7);
    const rows = Array.from({ length: 7 }, (_, t) => backwards.slice(3 * t, 3 * t + 3));
    expect(rows.reverse().flat()).to.deep.equal(run(fields, 8, x.slice().reverse(), 7));
  });

  it('refuses what has no integer arithmetic', () => {
    const fields = layer(8, 4, 5, SEED);
    const build =
      (changed: object, bits: 8 | 16 = 8) =>
      () =>
        executorOf(oneLayer([6, 4], input(bits), { ...fields, ...changed }));
    const [w, ...others] = fields.weights;
    const where = 'network: layer "y": ';
    expect(build({ output: 'cell' })).to.throw(Error, `${where}in integers the output must be hidden, got "cell"`);
    expect(build({ cellParams: undefined })).to.throw(
      Error,
      `${where}cellParams must be int16 with zero point 0, got none`,
    );
    expect(build({ cellParams: params(8, 1) })).to.throw(Error, 'got int8 with zero point 0');
    expect(build({}, 16)).to.throw(Error, `${where}takes tensors of int16, got int8 in y`);
    expect(build({ params: params(16, 1, 7) }, 16)).to.throw(
      Error,
      `${where}int16 tensors must have zero point 0, got 7 in y`,
    );
    expect(build({ weights: [{ ...w, params: params(8, 1, 1) }, ...others] })).to.throw(
      Error,
      `${where}weights must be int8 with zero point 0`,
    );
    const bias = { shape: [5], data: new Int32Array(5), params: { ...params(16, 1), bits: 32 } };
    expect(build({ bias: [bias, ...fields.bias.slice(1)] })).to.throw(
      Error,
      `${where}a bias scale must be input scale * weight scale = `,
    );
    const most = { shape: [5], data: new Int32Array(5).fill(2 ** 31 - 1) };
    expect(build({ bias: [most, ...fields.bias.slice(1)] })).to.throw(
      Error,
      `${where}the accumulator of weights row 0 must fit int32, got a worst case of `,
    );
  });
});
