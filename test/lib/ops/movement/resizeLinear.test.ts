import { expect } from 'chai';
import {
  type Dialect,
  networkFromJson,
  networkToJson,
  type ResizeLinear,
  resizeLinear,
  sequential,
  tflm,
  xnnpack,
} from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { executor as executorOf } from '../../executor.js';
import { type CodeType, runLayer } from '../tfliteCases.js';

type Coordinates = ResizeLinear['coordinates'];

const conventions: readonly Coordinates[] = ['asymmetric', 'halfPixel', 'alignCorners'];

/** Input sizes and output sizes: up, down, by whole factors and not, to and from one entry. */
const sizes: readonly (readonly [number, number])[] = [
  [3, 6],
  [4, 7],
  [7, 4],
  [5, 5],
  [1, 3],
  [4, 1],
];

/** A place as a fraction: the definition of each convention. */
function placeOf(coordinates: Coordinates, i: number, length: number, wanted: number): [number, number] {
  if (coordinates === 'asymmetric') return [i * length, wanted];
  if (coordinates === 'alignCorners') return wanted === 1 ? [0, 1] : [i * (length - 1), wanted - 1];
  return [(2 * i + 1) * length - wanted, 2 * wanted];
}

/** Values along one axis, interpolated. */
function interpolated(x: readonly number[], wanted: number, coordinates: Coordinates): number[] {
  return Array.from({ length: wanted }, (_, i) => {
    const [over, under] = placeOf(coordinates, i, x.length, wanted);
    const place = Math.min(Math.max(over / under, 0), x.length - 1);
    const low = Math.floor(place);
    return x[low] + (place - low) * ((x[low + 1] ?? x[low]) - x[low]);
  });
}

/** The weights of TensorFlow Lite in integers of any size: kernels/internal/reference/resize_bilinear.h. */
function liteAxis(coordinates: Coordinates, length: number, wanted: number) {
  const [n, m] = [BigInt(length), BigInt(wanted)];
  const corners = coordinates === 'alignCorners' && wanted > 1;
  const scale = corners ? (1024n * (n - 1n) + (m - 1n) / 2n) / (m - 1n) : (1024n * n + m / 2n) / m;
  return Array.from({ length: wanted }, (_, i) => {
    const place = BigInt(i) * scale + (coordinates === 'halfPixel' ? scale / 2n - 512n : 0n);
    const low = place / 1024n > 0n ? place / 1024n : 0n;
    const high = (place + 1023n) / 1024n < n - 1n ? (place + 1023n) / 1024n : n - 1n;
    return { low: Number(low), high: Number(high), weight: place - 1024n * low, one: 1024n };
  });
}

/** The weights of XNNPACK: src/indirection.c, `xnn_indirection_init_resize_bilinear2d_hwc_q11`. */
function xnnpackAxis(coordinates: Coordinates, length: number, wanted: number) {
  const f = Math.fround;
  const less = coordinates === 'alignCorners' && wanted !== 1 ? 1 : 0;
  const scale = f(f(length - less) / f(wanted - less));
  const offset = f(f(0.5 * scale) - 0.5);
  return Array.from({ length: wanted }, (_, i) => {
    const plain = f(i * scale);
    const place = coordinates === 'halfPixel' ? Math.min(Math.max(f(plain + offset), 0), length - 1) : plain;
    const low = Math.trunc(place);
    const parts = f(place - low) * 2048;
    const whole = Math.floor(parts);
    const even = whole + (parts - whole > 0.5 || (parts - whole === 0.5 && whole % 2 === 1) ? 1 : 0);
    return { low, high: Math.min(low + 1, length - 1), weight: BigInt(even), one: 2048n };
  });
}

describe('resizeLinear', () => {
  it('interpolates between the two nearest entries of each axis, in every convention', () => {
    const generator = random(7);
    for (const coordinates of conventions) {
      for (const [height, rows] of sizes) {
        for (const [width, columns] of sizes) {
          const x = Float32Array.from({ length: height * width * 2 }, () => generator.normal());
          const layer = resizeLinear({ size: [rows, columns], coordinates });
          const out = new Float32Array(rows * columns * 2);
          executorOf(sequential({ name: 'n', input: [height, width, 2], layers: [layer] })).run(x, out);
          for (const c of [0, 1]) {
            const lines = Array.from({ length: height }, (_, i) =>
              interpolated(
                Array.from({ length: width }, (_, j) => x[(i * width + j) * 2 + c]),
                columns,
                coordinates,
              ),
            );
            for (let j = 0; j < columns; j++) {
              const wanted = interpolated(
                lines.map(line => line[j]),
                rows,
                coordinates,
              );
              wanted.forEach((y, i) => expect(out[(i * columns + j) * 2 + c]).to.be.closeTo(y, 1e-6));
            }
          }
        }
      }
    }
  });

  for (const [dialect, axis, types] of [
    [tflm, liteAxis, ['int8', 'int16']],
    [xnnpack, xnnpackAxis, ['int8', 'uint8']],
  ] as const) {
    it(`equals the weights of ${dialect.name} in integers of any size, on codes`, () => {
      const generator = random(11);
      for (const type of types) {
        for (const coordinates of conventions) {
          for (const [height, rows] of sizes) {
            for (const [width, columns] of sizes.toReversed()) {
              const [low, span] = type === 'uint8' ? [0, 256] : type === 'int8' ? [-128, 256] : [-32768, 65536];
              const x = Array.from({ length: height * width }, () => low + (generator.bits() % span));
              const wanted = axis(coordinates, height, rows).flatMap(row =>
                axis(coordinates, width, columns).map(column => {
                  const at = (i: number, j: number) => BigInt(x[i * width + j]);
                  const along = (i: number) =>
                    at(i, column.low) * (column.one - column.weight) + at(i, column.high) * column.weight;
                  const sum = along(row.low) * (row.one - row.weight) + along(row.high) * row.weight;
                  return rounded(sum, row.one * column.one, dialect);
                }),
              );
              const of = [type as CodeType, 0.5, type === 'int16' ? 0 : 3] as const;
              const layer = { type: 'resizeLinear', size: [rows, columns], coordinates } as const;
              const got = runLayer(layer, [{ of, shape: [height, width, 1], x }], of, dialect);
              expect(got, `${type} ${coordinates} ${height}x${width} to ${rows}x${columns}`).to.deep.equal(wanted);
            }
          }
        }
      }
    });
  }

  it('stays within the tensor where 10 bits of scale would lead behind it', () => {
    const of = ['int8', 0.5, 3] as const;
    const layer = { type: 'resizeLinear', size: [1, 2000], coordinates: 'halfPixel' } as const;
    expect(new Set(runLayer(layer, [{ of, shape: [1, 1, 1], x: [5] }], of))).to.deep.equal(new Set([5]));
  });

  it('takes one number for both sizes, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [2, 2, 3], layers: [resizeLinear({ size: 4 })] });
    expect(network.layers[0]).to.deep.include({ size: [4, 4], coordinates: 'halfPixel' });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what is no image, and wrong options', () => {
    const plan = resizeLinear({ size: 2, name: 'r' });
    expect(() => sequential({ name: 'n', input: [2, 2], layers: [plan] })).to.throw(
      Error,
      'network: layer "r": the input must have shape (..., height, width, channels), got (2, 2)',
    );
    expect(() => resizeLinear({ size: 0 })).to.throw(RangeError, 'resizeLinear: size must be');
    expect(() => resizeLinear({ size: 1, coordinates: 'up' as 'halfPixel' })).to.throw(
      RangeError,
      'resizeLinear: coordinates must be',
    );
  });
});

/** XNNPACK shifts half up; TensorFlow Lite divides half away from zero. */
function rounded(sum: bigint, whole: bigint, dialect: Dialect): number {
  if (dialect === xnnpack) return Number((sum + whole / 2n) >> 22n);
  return Number((sum > 0n ? sum + whole / 2n : sum - whole / 2n) / whole);
}
