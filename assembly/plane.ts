import { Record } from './record';

/** Codes less their zero point into the plane, line by line. */
export function loadPlane(r: Record, input: usize): void {
  const zero = i16x8.splat(<i16>r.zeroPoint);
  let to = r.first;
  for (let line = 0; line < r.lines; line++, to += r.lineStride) {
    let i = 0;
    if (r.inputKind == 0) {
      for (; i + 8 <= r.codes; i += 8, input += 8) {
        v128.store(to + (i << 1), i16x8.sub(v128.load8x8_s(input), zero));
      }
      for (; i < r.codes; i++, input++) store<i16>(to + (i << 1), <i16>(<i32>load<i8>(input) - r.zeroPoint));
    } else if (r.inputKind == 1) {
      for (; i + 8 <= r.codes; i += 8, input += 8) {
        v128.store(to + (i << 1), i16x8.sub(v128.load8x8_u(input), zero));
      }
      for (; i < r.codes; i++, input++) store<i16>(to + (i << 1), <i16>(<i32>load<u8>(input) - r.zeroPoint));
    } else {
      for (; i + 8 <= r.codes; i += 8, input += 16) v128.store(to + (i << 1), i16x8.sub(v128.load(input), zero));
      for (; i < r.codes; i++, input += 2) store<i16>(to + (i << 1), <i16>(<i32>load<i16>(input) - r.zeroPoint));
    }
  }
}
