import type { Layer } from '../graph/network.js';
import type { Codes } from '../qparams.js';
import type { Dialect, Requantization } from '../dialects/dialect.js';

/** What the accumulators of a layer have been, one entry an output channel. */
export interface AccumulatorReading {
  /** Smallest values; Infinity before the first run. */
  readonly least: readonly number[];
  /** Largest values; -Infinity before the first run. */
  readonly most: readonly number[];
  /** Largest magnitudes that they can take, whatever the input. */
  readonly bounds: readonly number[];
  /** Largest part of its bound that any accumulator has taken, in [0, 1]; 0 before the first run. */
  readonly used: number;
}

/** A dialect that takes the high-water marks of accumulators. */
export interface Metered {
  /** Computes what the dialect does. Made for one executor: executors that share it share its marks. */
  readonly dialect: Dialect;
  /** The marks so far, by name of the layer. */
  value(): ReadonlyMap<string, AccumulatorReading>;
  /** Forgets them. */
  reset(): void;
}

/** Layers whose accumulators are sums of products. */
const SUMS: ReadonlySet<Layer['type']> = new Set(['dense', 'conv1d', 'conv2d', 'convTranspose2d', 'matMul'] as const);

/**
 * Meters the accumulators of the layers with weights and of products of matrices, where they are requantized. It costs nothing where it is
 * not used: the layers know nothing of it. Accumulators that are stored as int32 outputs are not requantized, and can be read there.
 *
 * @example
 * const meter = metered(tflm);
 * const executor = integerExecutor(network, { dialect: meter.dialect });
 * executor.run(input, out);
 * meter.value().get('conv1'); // how near to its proven bound each accumulator came
 */
export function metered(dialect: Dialect): Metered {
  const marks = new Map<string, Marks>();

  function metering<A extends Int32Array | Float64Array>(
    wanted: Requantization,
    requantize: (acc: A, out: Codes, at: number) => void,
  ): (acc: A, out: Codes, at: number) => void {
    if (!SUMS.has(wanted.op)) return requantize;
    const mark = newMarks(wanted.bounds);
    marks.set(wanted.layer, mark);
    return (acc, out, at) => {
      take(mark, acc);
      requantize(acc, out, at);
    };
  }
  return {
    dialect: {
      ...dialect,
      multiplier: (real, given) => dialect.multiplier(real, given),
      requantizer: wanted => metering(wanted, dialect.requantizer(wanted)),
      wideRequantizer: wanted => metering(wanted, dialect.wideRequantizer(wanted)),
    },
    value: () => new Map([...marks].map(([name, mark]) => [name, reading(mark)])),
    reset: () => marks.forEach(clear),
  };
}

interface Marks {
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly bounds: readonly number[];
}

function newMarks(bounds: readonly number[]): Marks {
  const marks = { least: new Float64Array(bounds.length), most: new Float64Array(bounds.length), bounds };
  clear(marks);
  return marks;
}

function clear({ least, most }: Marks): void {
  least.fill(Infinity);
  most.fill(-Infinity);
}

function take({ least, most }: Marks, acc: Int32Array | Float64Array): void {
  for (let c = 0; c < least.length; c++) {
    const x = acc[c];
    if (x < least[c]) least[c] = x;
    if (x > most[c]) most[c] = x;
  }
}

function reading({ least, most, bounds }: Marks): AccumulatorReading {
  const used = bounds.map((bound, c) => (bound > 0 && least[c] <= most[c] ? Math.max(-least[c], most[c]) / bound : 0));
  return { least: [...least], most: [...most], bounds, used: Math.max(...used) };
}
