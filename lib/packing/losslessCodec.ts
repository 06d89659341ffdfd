/** Packs integers into fewer bytes and back, bit for bit. It holds no state. */
export interface LosslessCodec<T extends ArrayBufferView> {
  readonly name: string;
  /** The integers as bytes. */
  encode(values: T): Uint8Array;
  /**
   * How many integers the bytes say that they hold: 16 bytes may stand for 2^28, so compare it with what is wanted before
   * making room.
   *
   * @throws {FormatError} when the bytes do not hang together
   */
  lengthOf(bytes: Uint8Array): number;
  /**
   * The integers again.
   *
   * @param out shape (lengthOf(bytes)); returned
   * @throws {FormatError} when the bytes do not hang together, hold another number of integers, or wider ones than `out`
   */
  decode<O extends T>(bytes: Uint8Array, out: O): O;
}
