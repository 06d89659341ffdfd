import { Record } from './record';

// Pools of 8-bit codes. `starts` holds the rows [from, to) of each window, `runs` the columns; `rows` are the channels; `lineStride` is that of
// the input.

/** The largest code of each window, within limits. */
export function maxPool(r: Record): void {
  const channels: usize = r.rows;
  const signed = r.inputKind == 0;
  const least = i8x16.splat(<i8>r.least);
  const most = i8x16.splat(<i8>r.most);
  let input = r.input;
  let out = r.output;
  for (let plane = r.planes; plane > 0; plane--, input += r.inputSize) {
    for (let i = 0; i < r.windows; i++) {
      const top: usize = load<i32>(r.starts + (i << 3));
      const bottom: usize = load<i32>(r.starts + (i << 3), 4);
      for (let j = 0; j < r.runCount; j++) {
        const left: usize = load<i32>(r.runs + (j << 3));
        const right: usize = load<i32>(r.runs + (j << 3), 4);
        let c: usize = 0;
        for (; c + 16 <= channels; c += 16, out += 16) {
          let largest = least;
          for (let y = top; y < bottom; y++) {
            const row = input + y * r.lineStride + c;
            for (let x = left; x < right; x++) {
              const q = v128.load(row + x * channels);
              largest = signed ? i8x16.max_s(largest, q) : i8x16.max_u(largest, q);
            }
          }
          v128.store(out, signed ? i8x16.min_s(largest, most) : i8x16.min_u(largest, most));
        }
        for (; c < channels; c++, out++) {
          let largest = r.least;
          for (let y = top; y < bottom; y++) {
            const row = input + y * r.lineStride + c;
            for (let x = left; x < right; x++) {
              const at = row + x * channels;
              largest = max(largest, signed ? <i32>load<i8>(at) : <i32>load<u8>(at));
            }
          }
          store<u8>(out, <u8>min(largest, r.most));
        }
      }
    }
  }
}

/** The mean of each window, ties away from zero, within limits. */
export function averagePool(r: Record): void {
  const channels: usize = r.rows;
  const signed = r.inputKind == 0;
  let input = r.input;
  let out = r.output;
  for (let plane = r.planes; plane > 0; plane--, input += r.inputSize) {
    for (let i = 0; i < r.windows; i++) {
      const top: usize = load<i32>(r.starts + (i << 3));
      const bottom: usize = load<i32>(r.starts + (i << 3), 4);
      for (let j = 0; j < r.runCount; j++) {
        const left: usize = load<i32>(r.runs + (j << 3));
        const right: usize = load<i32>(r.runs + (j << 3), 4);
        const count = <i32>((bottom - top) * (right - left));
        const half = count >> 1;
        let c: usize = 0;
        for (; c + 8 <= channels; c += 8) {
          let low = i32x4.splat(0);
          let high = low;
          for (let y = top; y < bottom; y++) {
            const row = input + y * r.lineStride + c;
            for (let x = left; x < right; x++) {
              const at = row + x * channels;
              const q = signed ? v128.load8x8_s(at) : v128.load8x8_u(at);
              low = i32x4.add(low, i32x4.extend_low_i16x8_s(q));
              high = i32x4.add(high, i32x4.extend_high_i16x8_s(q));
            }
          }
          v128.store(r.sums, low);
          v128.store(r.sums, high, 16);
          for (let k = 0; k < 8; k++) store<u8>(out++, mean(r, load<i32>(r.sums + (k << 2)), count, half));
        }
        for (; c < channels; c++) {
          let sum = 0;
          for (let y = top; y < bottom; y++) {
            const row = input + y * r.lineStride + c;
            for (let x = left; x < right; x++) {
              const at = row + x * channels;
              sum += signed ? <i32>load<i8>(at) : <i32>load<u8>(at);
            }
          }
          store<u8>(out++, mean(r, sum, count, half));
        }
      }
    }
  }
}

@inline
function mean(r: Record, sum: i32, count: i32, half: i32): u8 {
  return <u8>max(min((sum > 0 ? sum + half : sum - half) / count, r.most), r.least);
}

/**
 * The mean of the real numbers of each window, rounded to float32 at every step; `constants` holds the scales of input and output, `rule` the
 * order: 0 columns, 1 rows, 2 lanes.
 */
export function averagePoolReal(r: Record): void {
  const channels: usize = r.rows;
  const outScale = f32x4.splat(load<f32>(r.constants, 4));
  const least = f32x4.splat(<f32>r.least);
  const most = f32x4.splat(<f32>r.most);
  const outZero = i32x4.splat(r.outputZero);
  const magic = f32x4.splat(12582912);
  let input = r.input;
  let out = r.output;
  for (let plane = r.planes; plane > 0; plane--, input += r.inputSize) {
    for (let i = 0; i < r.windows; i++) {
      const top: usize = load<i32>(r.starts + (i << 3));
      const height: usize = <usize>load<i32>(r.starts + (i << 3), 4) - top;
      for (let j = 0; j < r.runCount; j++) {
        const left: usize = load<i32>(r.runs + (j << 3));
        const width: usize = <usize>load<i32>(r.runs + (j << 3), 4) - left;
        const corner = input + top * r.lineStride + left * channels;
        const count = f32x4.splat(<f32>(<i32>(height * width)));
        for (let c: usize = 0; c < channels; c += 4) {
          const at = corner + c;
          const sum =
            r.rule == 0
              ? byColumns(r, at, height, width)
              : r.rule == 1
                ? byRows(r, at, height, width)
                : inLanes(r, at, height * width);
          const x = f32x4.div(f32x4.div(sum, count), outScale);
          const codes = i32x4.add(i32x4.sub(f32x4.add(f32x4.pmin(f32x4.pmax(x, least), most), magic), magic), outZero);
          v128.store(r.sums, codes);
          for (let k: usize = 0, n = min<usize>(4, channels - c); k < n; k++) {
            store<u8>(out++, load<u8>(r.sums + (k << 2)));
          }
        }
      }
    }
  }
}

/** The real numbers of four codes. */
@inline
function real(r: Record, at: usize): v128 {
  const q = v128.load32_zero(at);
  const wide = r.inputKind == 0
    ? i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(q))
    : i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(q));
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(wide, i32x4.splat(r.zeroPoint))), f32x4.splat(load<f32>(r.constants)));
}

function byColumns(r: Record, at: usize, height: usize, width: usize): v128 {
  const channels: usize = r.rows;
  const down: usize = r.lineStride;
  let sum = f32x4.splat(0);
  for (let x: usize = 0; x < width; x++) {
    let column = f32x4.splat(0);
    for (let y: usize = 0; y < height; y++) column = f32x4.add(column, real(r, at + y * down + x * channels));
    sum = f32x4.add(sum, column);
  }
  return sum;
}

function byRows(r: Record, at: usize, height: usize, width: usize): v128 {
  const channels: usize = r.rows;
  const down: usize = r.lineStride;
  let sum = f32x4.splat(0);
  for (let y: usize = 0; y < height; y++) {
    for (let x: usize = 0; x < width; x++) sum = f32x4.add(sum, real(r, at + y * down + x * channels));
  }
  return sum;
}

/** The elements of a whole plane, which are evenly spaced. */
function inLanes(r: Record, at: usize, elements: usize): v128 {
  const channels: usize = r.rows;
  const whole = elements & ~3;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let k: usize = 0; k < whole; k += 4, at += 4 * channels) {
    a = f32x4.add(a, real(r, at));
    b = f32x4.add(b, real(r, at + channels));
    c = f32x4.add(c, real(r, at + 2 * channels));
    d = f32x4.add(d, real(r, at + 3 * channels));
  }
  let sum = f32x4.add(f32x4.add(a, c), f32x4.add(b, d));
  for (let k = whole; k < elements; k++, at += channels) sum = f32x4.add(sum, real(r, at));
  return sum;
}
