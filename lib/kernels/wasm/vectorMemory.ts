import type { Codes } from '../../qparams.js';

/** What lies in memory beside the tensors: constants, and rooms to work in. Addresses are known before there is a memory. */
export class VectorMemory {
  private readonly blocks: { readonly at: number; readonly values: Constant }[] = [];
  private top: number;

  /** @param from bytes that the tensors take */
  constructor(from: number) {
    this.top = aligned(from);
  }

  /** Bytes in all. */
  get size(): number {
    return this.top;
  }

  /** A room of so many bytes that begins as zeros, with what a vector may read and never use behind it; gives its address. */
  reserve(bytes: number): number {
    const at = this.top;
    this.top = aligned(at + bytes + 16);
    return at;
  }

  /** A constant's address. */
  put(values: Constant): number {
    const at = this.reserve(values.byteLength);
    this.blocks.push({ at, values });
    return at;
  }

  /** Writes the constants. */
  fill(memory: ArrayBuffer): void {
    for (const { at, values } of this.blocks) {
      new Uint8Array(memory, at).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  }
}

type Constant = Codes | Float32Array | Float64Array;

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
