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
