import { Record } from './record';

/** `rows` sums to codes, four at a time. */
export function requantize(r: Record, sums: usize, rows: i32, out: usize): void {
  switch (r.rule) {
    case 0:
      requantizeDouble(r, sums, rows, out);
      break;
    case 1:
      requantizeSingle(r, sums, rows, out);
      break;
    case 2:
      requantizeFloat32(r, sums, rows, out);
      break;
    case 3:
      requantizeFloat64(r, sums, rows, out);
      break;
    case 4:
      requantizeShift(r, sums, rows, out);
      break;
    case 6:
      shiftRight(r, sums, rows, out);
      break;
    default:
      limit(r, sums, rows, out);
  }
}

/** Clamps four codes less their zero point, and stores those of them that are rows. */
@inline
function put(q: v128, least: v128, most: v128, zero: v128, kind: i32, left: i32, out: usize): usize {
  const codes = i32x4.add(i32x4.min_s(i32x4.max_s(q, least), most), zero);
  const narrow = i16x8.narrow_i32x4_s(codes, codes);
  if (kind == 2) {
    if (left >= 4) v128.store64_lane(out, narrow, 0);
    else {
      v128.store16_lane(out, narrow, 0);
      if (left > 1) v128.store16_lane(out, narrow, 1, 2);
      if (left > 2) v128.store16_lane(out, narrow, 2, 4);
    }
    return out + 8;
  }
  const bytes = kind == 0 ? i8x16.narrow_i16x8_s(narrow, narrow) : i8x16.narrow_i16x8_u(narrow, narrow);
  if (left >= 4) v128.store32_lane(out, bytes, 0);
  else {
    v128.store8_lane(out, bytes, 0);
    if (left > 1) v128.store8_lane(out, bytes, 1, 1);
    if (left > 2) v128.store8_lane(out, bytes, 2, 2);
  }
  return out + 4;
}

/** The same of eight 8-bit codes, all of which are rows. */
@inline
function putEight(a: v128, b: v128, least: v128, most: v128, zero: v128, kind: i32, out: usize): usize {
  const codes = i16x8.add(i16x8.min_s(i16x8.max_s(i16x8.narrow_i32x4_s(a, b), least), most), zero);
  v128.store64_lane(out, kind == 0 ? i8x16.narrow_i16x8_s(codes, codes) : i8x16.narrow_i16x8_u(codes, codes), 0);
  return out + 8;
}

/**
 * Constants: multiplier i32x4, 2^left i32x4, 2^(30 - right) i32x4. The bits that are kept are below the sign of a 64-bit product: logical
 * shifts, of which processors have one, give the same as arithmetic ones.
 */
@inline
function double(sums: usize, c: usize): v128 {
  const nudge = i64x2.splat(0x40000000);
  const half = i64x2.splat(0x20000000);
  const x = i32x4.mul(v128.load(sums), v128.load(c, 16));
  const m = v128.load(c);
  const low = i64x2.shr_u(i64x2.add(i64x2.extmul_low_i32x4_s(x, m), nudge), 31);
  const high = i64x2.shr_u(i64x2.add(i64x2.extmul_high_i32x4_s(x, m), nudge), 31);
  const y = i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
  const f = v128.load(c, 32);
  const sign = i32x4.shr_s(y, 31); // -1 below zero: ties go away from it
  const halfLow = i64x2.add(half, i64x2.extend_low_i32x4_s(sign));
  const halfHigh = i64x2.add(half, i64x2.extend_high_i32x4_s(sign));
  const p = i64x2.shr_u(i64x2.add(i64x2.extmul_low_i32x4_s(y, f), halfLow), 30);
  const q = i64x2.shr_u(i64x2.add(i64x2.extmul_high_i32x4_s(y, f), halfHigh), 30);
  return i8x16.shuffle(p, q, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

function requantizeDouble(r: Record, sums: usize, rows: i32, out: usize): void {
  const kind = r.outputKind;
  const step = r.constantStep;
  let c = r.constants;
  let left = rows;
  if (kind < 2) {
    const least = i16x8.splat(<i16>r.least);
    const most = i16x8.splat(<i16>r.most);
    const zero = i16x8.splat(<i16>r.outputZero);
    for (; left >= 8; left -= 8, sums += 32, c += 2 * step) {
      out = putEight(double(sums, c), double(sums + 16, c + step), least, most, zero, kind, out);
    }
  }
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  for (; left > 0; left -= 4, sums += 16, c += step) {
    out = put(double(sums, c), least, most, zero, kind, left, out);
  }
}

/** Constants: multiplier i32 and right shift i32, four of each. */
function requantizeSingle(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  const kind = r.outputKind;
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    let q = i32x4.splat(single(sums, c));
    q = i32x4.replace_lane(q, 1, single(sums + 4, c + 4));
    q = i32x4.replace_lane(q, 2, single(sums + 8, c + 8));
    q = i32x4.replace_lane(q, 3, single(sums + 12, c + 12));
    out = put(q, least, most, zero, kind, left, out);
  }
}

@inline
function single(sum: usize, c: usize): i32 {
  const right = <i64>load<i32>(c, 16);
  return <i32>((<i64>load<i32>(sum) * <i64>load<i32>(c) + (<i64>1 << (right - 1))) >> right);
}

/** Constants: scale f32x4. Between clamping and 1.5 * 2^23 added, rounding is half to even and the code is in the lowest bits. */
@inline
function float(sums: usize, c: usize, floor: v128, ceiling: v128): v128 {
  const magic = f32x4.splat(12582912);
  const x = f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums)), v128.load(c));
  return i32x4.sub(f32x4.add(f32x4.pmin(f32x4.pmax(x, floor), ceiling), magic), magic);
}

function requantizeFloat32(r: Record, sums: usize, rows: i32, out: usize): void {
  const kind = r.outputKind;
  const step = r.constantStep;
  const floor = f32x4.splat(<f32>r.least);
  const ceiling = f32x4.splat(<f32>r.most);
  let c = r.constants;
  let left = rows;
  if (kind < 2) {
    const least = i16x8.splat(<i16>r.least);
    const most = i16x8.splat(<i16>r.most);
    const zero = i16x8.splat(<i16>r.outputZero);
    for (; left >= 8; left -= 8, sums += 32, c += 2 * step) {
      const a = float(sums, c, floor, ceiling);
      out = putEight(a, float(sums + 16, c + step, floor, ceiling), least, most, zero, kind, out);
    }
  }
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  for (; left > 0; left -= 4, sums += 16, c += step) {
    out = put(float(sums, c, floor, ceiling), least, most, zero, kind, left, out);
  }
}

/** Constants: scale f64x2 twice. */
function requantizeFloat64(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  const kind = r.outputKind;
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const s = v128.load(sums);
    const p = awayFromZero(f64x2.mul(f64x2.convert_low_i32x4_s(s), v128.load(c)));
    const q = awayFromZero(f64x2.mul(f64x2.convert_low_i32x4_s(i64x2.shuffle(s, s, 1, 0)), v128.load(c, 16)));
    out = put(i64x2.shuffle(p, q, 0, 2), least, most, zero, kind, left, out);
  }
}

/** Ties away from zero; not trunc(x + 0.5), which sends 0.49999999999999994 to 1. */
@inline
function awayFromZero(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const down = f64x2.floor(magnitude);
  const up = v128.and(f64x2.ge(f64x2.sub(magnitude, down), f64x2.splat(0.5)), f64x2.splat(1));
  const rounded = f64x2.add(down, up);
  return i32x4.trunc_sat_f64x2_s_zero(v128.bitselect(x, rounded, i64x2.splat(0x8000000000000000)));
}

/** Constants: scale f64x2 twice. */
function requantizeShift(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  const kind = r.outputKind;
  const half = f64x2.splat(0.5);
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const s = v128.load(sums);
    const u = f64x2.mul(f64x2.convert_low_i32x4_s(s), v128.load(c));
    const v = f64x2.mul(f64x2.convert_low_i32x4_s(i64x2.shuffle(s, s, 1, 0)), v128.load(c, 16));
    const p = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(u, half)));
    const q = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(v, half)));
    out = put(i64x2.shuffle(p, q, 0, 2), least, most, zero, kind, left, out);
  }
}

function limit(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  const kind = r.outputKind;
  for (let left = rows; left > 0; left -= 4, sums += 16) out = put(v128.load(sums), least, most, zero, kind, left, out);
}

function shiftRight(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = i32x4.splat(r.least);
  const most = i32x4.splat(r.most);
  const zero = i32x4.splat(r.outputZero);
  const kind = r.outputKind;
  const shift = r.shift;
  for (let left = rows; left > 0; left -= 4, sums += 16) {
    out = put(i32x4.shr_s(v128.load(sums), shift), least, most, zero, kind, left, out);
  }
}
