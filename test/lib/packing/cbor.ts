/** A tag and its content. */
export interface Tagged {
  readonly tag: number;
  readonly value: unknown;
}

/**
 * Items of a CBOR sequence, read after RFC 8949 alone: unsigned and negative integers as bigints, floats as numbers, byte
 * strings as Uint8Array, maps as Map. For the items that occur in frames; independent of the library.
 */
export function readCbor(bytes: Uint8Array): unknown[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;

  function item(): unknown {
    const initial = view.getUint8(at++);
    const [major, size] = [initial >> 5, initial & 31];
    if (major === 7) return float(size);
    const argument = argumentOf(size);
    const count = Number(argument);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1n - argument;
      case 2:
      case 3: {
        const content = bytes.slice(at, (at += count));
        return major === 2 ? content : new TextDecoder().decode(content);
      }
      case 4:
        return Array.from({ length: count }, item);
      case 5:
        return new Map(Array.from({ length: count }, () => [item(), item()] as const));
      default:
        return { tag: count, value: item() } satisfies Tagged;
    }
  }

  function argumentOf(size: number): bigint {
    if (size < 24) return BigInt(size);
    const length = 2 ** (size - 24);
    let argument = 0n;
    for (const byte of bytes.slice(at, (at += length))) argument = argument * 256n + BigInt(byte);
    return argument;
  }

  function float(size: number): number {
    const from = at;
    at += 2 ** (size - 24);
    if (size === 27) return view.getFloat64(from);
    if (size === 26) return view.getFloat32(from);
    const bits = view.getUint16(from); // RFC 8949, appendix D
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const magnitude = exponent === 0 ? fraction * 2 ** -24 : (fraction + 1024) * 2 ** (exponent - 25);
    return bits & 0x8000 ? -magnitude : magnitude;
  }

  const items: unknown[] = [];
  while (at < bytes.length) items.push(item());
  return items;
}

/** Bytes from hexadecimal digits; spaces and everything behind `#` in a line are ignored. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/#.*/g, '').replace(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
