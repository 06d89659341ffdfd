import type { SumConstants } from '../sums/accumulators.js';
import type { Operand, VectorCall } from './vectorKernel.js';
import type { VectorMemory } from './vectorMemory.js';
import { putRecord } from './vectorRecord.js';
import { vectorWeights, windowFields, type Windows } from './vectorWindows.js';

/** Rows that are summed at one time. */
const BLOCK = 8;

/**
 * Windows times a matrix.
 *
 * @param offsets where the sample of each tap lies in a window
 */
export function windowSums(
  constants: SumConstants,
  windows: Windows,
  offsets: ArrayLike<number>,
  [input, output]: readonly [Operand, Operand],
  memory: VectorMemory,
): VectorCall | undefined {
  const weights = vectorWeights(constants);
  const fields = weights && windowFields(constants, windows, input, output, memory);
  if (!fields) return undefined;
  const runs = runsOf(offsets);
  const record = putRecord(memory, {
    ...fields,
    runs: memory.put(Int32Array.from(runs.flatMap(({ begin, pairs }) => [2 * begin, 2 * begin + 4 * pairs]))),
    runCount: runs.length,
    weights: memory.put(paired(weights, constants.bias.length, offsets.length, runs)),
  });
  return { kernel: 'windowSums', record };
}

/** Taps whose samples are neighbours. */
interface Run {
  /** Offset of the first one in a window. */
  readonly begin: number;
  readonly taps: number;
  /** Taps in twos; the last one may be half empty. */
  readonly pairs: number;
}

function runsOf(offsets: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  for (let from = 0, k = 1; k <= offsets.length; k++) {
    if (k < offsets.length && offsets[k] === offsets[k - 1] + 1) continue;
    runs.push({ begin: offsets[from], taps: k - from, pairs: Math.ceil((k - from) / 2) });
    from = k;
  }
  return runs;
}

/** Weights as [block of rows][pair of taps][row][tap of the pair], zeros where there is no row or tap. */
function paired(weights: Int32Array, rows: number, taps: number, runs: readonly Run[]): Int16Array {
  const pairs = runs.reduce((sum, run) => sum + run.pairs, 0);
  const out = new Int16Array(Math.ceil(rows / BLOCK) * BLOCK * pairs * 2);
  for (let row = 0; row < rows; row++) {
    let tap = row * taps;
    let pair = Math.floor(row / BLOCK) * pairs;
    for (const run of runs) {
      for (let i = 0; i < run.taps; i++, tap++) {
        out[((pair + (i >> 1)) * BLOCK + (row % BLOCK)) * 2 + (i & 1)] = weights[tap];
      }
      pair += run.pairs;
    }
  }
  return out;
}
