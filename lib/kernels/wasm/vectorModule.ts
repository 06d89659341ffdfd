import { bytes } from './bytes.js';

/** What a WebAssembly memory and its kernels are to a compiled network. */
export interface VectorInstance {
  readonly memory: ArrayBuffer;
  readonly kernels: Readonly<Record<string, (record: number) => void>>;
}

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;

let compiled: WebAssembly.Module | null | undefined;

/**
 * The kernels over a new memory of at least so many bytes; undefined where the engine or its processor has no WebAssembly with vectors of
 * 128 bits, or no memory is to be had.
 *
 * @internal
 */
export function vectorInstance(size: number): VectorInstance | undefined {
  compiled ??= module();
  if (!compiled) return undefined;
  const pages = Math.ceil(size / PAGE);
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    return { memory: memory.buffer, kernels: new WebAssembly.Instance(compiled, { env: { memory } }).exports };
  } catch {
    return undefined; // engines limit how many memories there are at one time
  }
}

function module(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(bytes), c => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
