import type { Network } from '../graph/network.js';
import { requantizer } from '../kernels/requantization.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { boundsOf, type SumRange, sumName } from '../plan/accumulatorRange.js';
import { compile, type Compiled, type CompileOptions } from './compile.js';

/** What the accumulators of a sum have been, one entry an output channel. */
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

/** A compiled network that takes the high-water marks of accumulators. */
export interface Metered extends Compiled {
  /** The marks so far, by the names of {@link accumulatorProof}. */
  accumulators(): ReadonlyMap<string, AccumulatorReading>;
  /** Forgets them. */
  resetAccumulators(): void;
}

const OPTIONS: OptionKeys<Omit<CompileOptions, 'tools'>> = { kernels: true, dialect: true, taps: true };

/**
 * Compiles a network and meters the accumulators of all sums of products where they are requantized. Accumulators that are stored as int32
 * outputs are not requantized, and can be read there.
 *
 * @example
 * const network = metered(model);
 * network.run(network.newState(), input, out);
 * network.accumulators().get('conv1'); // how near to its proven bound each accumulator came
 */
export function metered(network: Network, options: Omit<CompileOptions, 'tools'> = {}): Metered {
  checkOptions('metered', options, OPTIONS);
  const marks = new Map<string, Marks>();
  const compiled = compile(network, {
    ...options,
    tools(call) {
      const sums = 'accumulators' in call ? call.accumulators?.values() : undefined; // in the order in which they come
      return {
        requantizer(given, channels) {
          const requantize = requantizer(given, channels);
          const sum: SumRange | undefined = sums?.next().value;
          if (!sum || given.rule === 'none') return requantize;
          const mark = newMarks(sum, channels);
          marks.set(sumName(call.layer, sum), mark);
          return (acc, out, at) => {
            take(mark, acc);
            requantize(acc, out, at);
          };
        },
      };
    },
  });
  return {
    ...compiled,
    accumulators: () => new Map([...marks].map(([name, mark]) => [name, reading(mark)])),
    resetAccumulators: () => marks.forEach(clear),
  };
}

interface Marks {
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly bounds: readonly number[];
}

/** Marks of so many channels, whose bounds may be the same for all. */
function newMarks(sum: SumRange, channels: number): Marks {
  const own = boundsOf(sum);
  const bounds = own.length === channels ? own : new Array<number>(channels).fill(own[0]);
  const mark = { least: new Float64Array(channels), most: new Float64Array(channels), bounds };
  clear(mark);
  return mark;
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
