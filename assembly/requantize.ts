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
    default:
      limit(r, sums, rows, out);
  }
}

/** Clamps four codes less their zero point, and stores those of them that are rows. */
@inline
function put(r: Record, q: v128, left: i32, out: usize): usize {
  const codes = i32x4.add(
    i32x4.min_s(i32x4.max_s(q, i32x4.splat(r.least)), i32x4.splat(r.most)),
    i32x4.splat(r.outputZero),
  );
  const narrow = i16x8.narrow_i32x4_s(codes, codes);
  if (r.outputKind == 2) {
    if (left >= 4) v128.store64_lane(out, narrow, 0);
    else put16(out, codes, left);
    return out + 8;
  }
  const bytes = r.outputKind == 0 ? i8x16.narrow_i16x8_s(narrow, narrow) : i8x16.narrow_i16x8_u(narrow, narrow);
  if (left >= 4) v128.store32_lane(out, bytes, 0);
  else {
    v128.store8_lane(out, bytes, 0);
    if (left > 1) v128.store8_lane(out, bytes, 1, 1);
    if (left > 2) v128.store8_lane(out, bytes, 2, 2);
  }
  return out + 4;
}

function put16(out: usize, codes: v128, left: i32): void {
  store<i16>(out, <i16>i32x4.extract_lane(codes, 0));
  if (left > 1) store<i16>(out, <i16>i32x4.extract_lane(codes, 1), 2);
  if (left > 2) store<i16>(out, <i16>i32x4.extract_lane(codes, 2), 4);
}

/** Constants: multiplier i32x4, 2^left i32x4, 2^-right f64x2 twice. */
function requantizeDouble(r: Record, sums: usize, rows: i32, out: usize): void {
  const nudge = i64x2.splat(0x40000000);
  const half = f64x2.splat(0.5);
  const sign = i64x2.splat(0x8000000000000000);
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const x = i32x4.mul(v128.load(sums), v128.load(c, 16));
    const m = v128.load(c);
    const low = i64x2.shr_s(i64x2.add(i64x2.extmul_low_i32x4_s(x, m), nudge), 31);
    const high = i64x2.shr_s(i64x2.add(i64x2.extmul_high_i32x4_s(x, m), nudge), 31);
    const y = i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    const swapped = i64x2.shuffle(y, y, 1, 0);
    const u = f64x2.mul(f64x2.convert_low_i32x4_s(y), v128.load(c, 32));
    const v = f64x2.mul(f64x2.convert_low_i32x4_s(swapped), v128.load(c, 48));
    const p = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(u, v128.bitselect(u, half, sign)));
    const q = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(v, v128.bitselect(v, half, sign)));
    out = put(r, i64x2.shuffle(p, q, 0, 2), left, out);
  }
}

/** Constants: multiplier i32 and right shift i32, four of each. */
function requantizeSingle(r: Record, sums: usize, rows: i32, out: usize): void {
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    let q = i32x4.splat(single(sums, c));
    q = i32x4.replace_lane(q, 1, single(sums + 4, c + 4));
    q = i32x4.replace_lane(q, 2, single(sums + 8, c + 8));
    q = i32x4.replace_lane(q, 3, single(sums + 12, c + 12));
    out = put(r, q, left, out);
  }
}

@inline
function single(sum: usize, c: usize): i32 {
  const right = <i64>load<i32>(c, 16);
  return <i32>((<i64>load<i32>(sum) * <i64>load<i32>(c) + (<i64>1 << (right - 1))) >> right);
}

/** Constants: scale f32x4. */
function requantizeFloat32(r: Record, sums: usize, rows: i32, out: usize): void {
  const least = f32x4.splat(<f32>r.least);
  const most = f32x4.splat(<f32>r.most);
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const x = f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums)), v128.load(c));
    const q = f32x4.nearest(f32x4.min(f32x4.max(x, least), most));
    out = put(r, i32x4.trunc_sat_f32x4_s(q), left, out);
  }
}

/** Constants: scale f64x2 twice. */
function requantizeFloat64(r: Record, sums: usize, rows: i32, out: usize): void {
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const s = v128.load(sums);
    const p = awayFromZero(f64x2.mul(f64x2.convert_low_i32x4_s(s), v128.load(c)));
    const q = awayFromZero(f64x2.mul(f64x2.convert_low_i32x4_s(i64x2.shuffle(s, s, 1, 0)), v128.load(c, 16)));
    out = put(r, i64x2.shuffle(p, q, 0, 2), left, out);
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
  const half = f64x2.splat(0.5);
  let c = r.constants;
  for (let left = rows; left > 0; left -= 4, sums += 16, c += r.constantStep) {
    const s = v128.load(sums);
    const u = f64x2.mul(f64x2.convert_low_i32x4_s(s), v128.load(c));
    const v = f64x2.mul(f64x2.convert_low_i32x4_s(i64x2.shuffle(s, s, 1, 0)), v128.load(c, 16));
    const p = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(u, half)));
    const q = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(v, half)));
    out = put(r, i64x2.shuffle(p, q, 0, 2), left, out);
  }
}

function limit(r: Record, sums: usize, rows: i32, out: usize): void {
  for (let left = rows; left > 0; left -= 4, sums += 16) out = put(r, v128.load(sums), left, out);
}
