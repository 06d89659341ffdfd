export { averagePool, averagePoolReal, maxPool } from './pools';
import { loadPlane } from './plane';
import { Record } from './record';
import { requantize } from './requantize';

/** Windows of all planes times a matrix of weights, laid out [block of 8 rows][pair of taps][row][2]. */
export function windowSums(r: Record): void {
  let input = r.input;
  let out = r.output;
  for (let k = 0; k < r.planes; k++, input += r.inputSize, out += r.outputSize) {
    loadPlane(r, input);
    let p = 0;
    for (; p + 4 <= r.windows; p += 4) fourWindows(r, r.starts + (p << 2), out + p * r.outputRow);
    for (; p < r.windows; p++) oneWindow(r, r.starts + (p << 2), out + p * r.outputRow);
  }
}

function fourWindows(r: Record, starts: usize, out: usize): void {
  const x0 = r.plane + load<i32>(starts);
  const x1 = r.plane + load<i32>(starts, 4);
  const x2 = r.plane + load<i32>(starts, 8);
  const x3 = r.plane + load<i32>(starts, 12);
  const stride: usize = r.blocks << 5;
  let w = r.weights;
  let b = r.bias;
  let to = r.sums;
  for (let k = 0; k < r.blocks; k++, b += 32, to += 32) {
    let a0 = v128.load(b);
    let a1 = v128.load(b, 16);
    let b0 = a0;
    let b1 = a1;
    let c0 = a0;
    let c1 = a1;
    let d0 = a0;
    let d1 = a1;
    let run = r.runs;
    for (let n = r.runCount; n > 0; n--, run += 8) {
      const end: usize = load<i32>(run, 4);
      for (let i: usize = load<i32>(run); i < end; i += 4, w += 32) {
        const p0 = v128.load(w);
        const p1 = v128.load(w, 16);
        let v = v128.load32_splat(x0 + i);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, p0));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, p1));
        v = v128.load32_splat(x1 + i);
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, p0));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, p1));
        v = v128.load32_splat(x2 + i);
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(v, p0));
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(v, p1));
        v = v128.load32_splat(x3 + i);
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(v, p0));
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(v, p1));
      }
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to + stride, b0);
    v128.store(to + stride, b1, 16);
    v128.store(to + 2 * stride, c0);
    v128.store(to + 2 * stride, c1, 16);
    v128.store(to + 3 * stride, d0);
    v128.store(to + 3 * stride, d1, 16);
  }
  for (let k = 0; k < 4; k++) requantize(r, r.sums + k * stride, r.rows, out + k * r.outputRow);
}

function oneWindow(r: Record, starts: usize, out: usize): void {
  const x = r.plane + load<i32>(starts);
  let w = r.weights;
  let b = r.bias;
  let to = r.sums;
  for (let k = 0; k < r.blocks; k++, b += 32, to += 32) {
    let a0 = v128.load(b);
    let a1 = v128.load(b, 16);
    let b0 = i32x4.splat(0);
    let b1 = b0;
    let run = r.runs;
    for (let n = r.runCount; n > 0; n--, run += 8) {
      let i: usize = load<i32>(run);
      const end: usize = load<i32>(run, 4);
      for (; i + 4 < end; i += 8, w += 64) {
        let v = v128.load32_splat(x + i);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, v128.load(w)));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, v128.load(w, 16)));
        v = v128.load32_splat(x + i, 4);
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, v128.load(w, 32)));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, v128.load(w, 48)));
      }
      if (i < end) {
        const v = v128.load32_splat(x + i);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, v128.load(w)));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, v128.load(w, 16)));
        w += 32;
      }
    }
    v128.store(to, i32x4.add(a0, b0));
    v128.store(to, i32x4.add(a1, b1), 16);
  }
  requantize(r, r.sums, r.rows, out);
}

/** Windows of all planes, each channel by itself; weights [tap][channel], channels in eights. `runs` holds the offsets of the taps. */
export function channelSums(r: Record): void {
  let input = r.input;
  let out = r.output;
  const stride: usize = r.blocks << 5;
  for (let k = 0; k < r.planes; k++, input += r.inputSize, out += r.outputSize) {
    loadPlane(r, input);
    let p = 0;
    for (; p + 2 <= r.windows; p += 2) {
      twoWindowsByChannel(r, r.starts + (p << 2));
      requantize(r, r.sums, r.rows, out + p * r.outputRow);
      requantize(r, r.sums + stride, r.rows, out + (p + 1) * r.outputRow);
    }
    if (p < r.windows) {
      oneWindowByChannel(r, r.starts + (p << 2));
      requantize(r, r.sums, r.rows, out + p * r.outputRow);
    }
  }
}

function twoWindowsByChannel(r: Record, starts: usize): void {
  const x0 = r.plane + load<i32>(starts);
  const x1 = r.plane + load<i32>(starts, 4) - x0;
  const line: usize = r.blocks << 4;
  const stride: usize = r.blocks << 5;
  const taps = r.runs;
  const end = taps + (r.runCount << 2);
  const weights = r.weights;
  let b = r.bias;
  let to = r.sums;
  for (let c: usize = 0; c < line; c += 16, b += 32, to += 32) {
    let a0 = v128.load(b);
    let a1 = v128.load(b, 16);
    let b0 = a0;
    let b1 = a1;
    let w = weights + c;
    const x = x0 + c;
    for (let tap = taps; tap < end; tap += 4, w += line) {
      const q = v128.load(w);
      const at = x + load<i32>(tap);
      let v = v128.load(at);
      a0 = i32x4.add(a0, i32x4.extmul_low_i16x8_s(v, q));
      a1 = i32x4.add(a1, i32x4.extmul_high_i16x8_s(v, q));
      v = v128.load(at + x1);
      b0 = i32x4.add(b0, i32x4.extmul_low_i16x8_s(v, q));
      b1 = i32x4.add(b1, i32x4.extmul_high_i16x8_s(v, q));
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to + stride, b0);
    v128.store(to + stride, b1, 16);
  }
}

function oneWindowByChannel(r: Record, starts: usize): void {
  const x0 = r.plane + load<i32>(starts);
  const line: usize = r.blocks << 4;
  const taps = r.runs;
  const end = taps + (r.runCount << 2);
  const weights = r.weights;
  let b = r.bias;
  let to = r.sums;
  for (let c: usize = 0; c < line; c += 16, b += 32, to += 32) {
    let a0 = v128.load(b);
    let a1 = v128.load(b, 16);
    let w = weights + c;
    const x = x0 + c;
    for (let tap = taps; tap < end; tap += 4, w += line) {
      const q = v128.load(w);
      const v = v128.load(x + load<i32>(tap));
      a0 = i32x4.add(a0, i32x4.extmul_low_i16x8_s(v, q));
      a1 = i32x4.add(a1, i32x4.extmul_high_i16x8_s(v, q));
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
  }
}

/** Elements whose sums are held at one time. */
const BLOCK = 256;

/** Sums of what two 8-bit codes stand for, by tables of 256 int32. */
export function tableSums(r: Record): void {
  let x = r.input;
  let y = r.other;
  let out = r.output;
  for (let left = r.count; left > 0; left -= BLOCK, out += r.outputRow) {
    const n = min(left, BLOCK);
    for (let i = 0; i < n; i++, x++, y++) {
      const a = load<i32>(r.table + (<usize>load<u8>(x) << 2));
      const b = load<i32>(r.otherTable + (<usize>load<u8>(y) << 2));
      store<i32>(r.sums + (i << 2), a + b);
    }
    requantize(r, r.sums, n, out);
  }
}

/** The same of float64 tables: sums rounded to float32, then half to even. */
export function realTableSums(r: Record): void {
  const least = <f32>r.least;
  const most = <f32>r.most;
  const wide = r.outputKind == 2;
  let x = r.input;
  let y = r.other;
  let out = r.output;
  for (let left = r.count; left > 0; left--, x++, y++) {
    const a = load<f64>(r.table + (<usize>load<u8>(x) << 3));
    const b = load<f64>(r.otherTable + (<usize>load<u8>(y) << 3));
    const q = <i32>(max<f32>(least, min<f32>(most, <f32>(a + b))) + <f32>12582912 - <f32>12582912);
    if (wide) {
      store<i16>(out, <i16>q);
      out += 2;
    } else store<u8>(out++, <u8>q);
  }
}
