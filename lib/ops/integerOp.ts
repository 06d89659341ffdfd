import { codesOf as codes, type CodeWidth } from './codes.js';
import type { Buffer } from './op.js';
import type { Layer } from '../graph/network.js';
import type { AffineParams, Codes } from '../qparams.js';
import type { Dialect as RealDialect, WantedRequantization } from '../dialects/dialect.js';
import type { QuantizedMultiplier } from '../kernels/fixedPoint.js';
import type { KernelTools, Step, Values } from '../kernels/kernel.js';
import { multiplication } from '../kernels/multiplication.js';
import type { Requantize } from '../kernels/requantization.js';

/** A buffer of codes with its shape and what its codes stand for. */
export interface CodeTensor extends Buffer<Codes> {
  readonly params: AffineParams;
}

/** What a layer asks of a dialect. */
export type Requantization = Omit<WantedRequantization, 'use'> & { readonly op: Layer['type'] };

/** A dialect that makes functions. */
export interface Dialect extends RealDialect {
  requantizer(wanted: Requantization): Requantize;
  wideRequantizer(wanted: Requantization): Requantize;
  multiplier(real: number, given?: QuantizedMultiplier): (x: number) => number;
}

const USES: Partial<Record<Layer['type'], WantedRequantization['use']>> = {
  mul: 'product',
};

export function functional(dialect: RealDialect, tools: KernelTools): Dialect {
  const use = ({ op, ...wanted }: Requantization) => ({ ...wanted, use: USES[op] ?? ('element' as const) });
  return {
    ...dialect,
    requantizer: wanted => tools.requantizer(dialect.requantization(use(wanted)), wanted.scales.length),
    wideRequantizer: wanted => tools.requantizer(dialect.wideRequantization(use(wanted)), wanted.scales.length),
    multiplier: (real, given) => multiplication(dialect.multiplication(real, given)),
  };
}

/** State by name, as {@link Op.state} declares it. */
export interface Memory {
  state<T extends Values>(name: string, initial: T): T;
}

/** What an op computes with. */
export interface IntegerContext {
  readonly dialect: Dialect;
  /** State that the op carries from run to run. */
  readonly memory: Memory;
}

/** The integer arithmetic of one kind of layer. */
export interface IntegerOp<L extends Layer> {
  readonly type: L['type'];
  /**
   * Computes all constants of a layer once, from its parameters; the step computes on integers alone.
   *
   * @throws {FormatError} when the layer cannot be computed on these codes
   */
  prepare(layer: L, inputs: readonly Buffer[], output: Buffer, context: IntegerContext): Step;
}

/** As {@link codes}, of a buffer. */
export function codesOf(layer: Layer, buffer: Buffer, ...widths: readonly CodeWidth[]): CodeTensor {
  return codes(layer, buffer, ...widths) as CodeTensor;
}

export { widthOf, type CodeWidth } from './codes.js';
