import type { Codes } from '../qparams.js';
import type { Requantization, Requantize } from './requantization.js';

/** Numbers of a tensor: reals, or codes. Indices, booleans and shapes of a float graph are held as reals, exact up to 2^24. */
export type Values = Float32Array | Codes;

/** Computes one layer: reads the buffers it was bound to, writes its output buffer. */
export type Step = () => void;

/** What a kernel is lent. */
export interface KernelTools {
  /** A requantization of so many channels, made ready to run; somebody may look on. */
  requantizer(given: Requantization, channels: number): Requantize;
}

/**
 * The arithmetic of a layer once all its constants are known. It is bound to its buffers once, and then runs without allocating.
 *
 * @param constants plain data: numbers, texts, typed arrays, lists and records of them
 * @param reads     the inputs
 * @param writes    the output, then the state that the layer carries from run to run
 */
export type Kernel<C> = (constants: C, reads: readonly Values[], writes: readonly Values[], tools: KernelTools) => Step;
