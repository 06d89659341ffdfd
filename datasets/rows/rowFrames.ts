import type { OptionKeys } from '../../lib/options.js';
import { checkInteger, checkOneOf } from '../../lib/check.js';
import type { Frame } from '../../lib/frame.js';
import type { Filling } from '../../lib/framing/rowFramer.js';
import type { RowLoss, RowsToFramesOptions } from '../../lib/framing/rowSettings.js';
import { rowStage } from '../../lib/framing/rowsToFramesStage.js';
import type { Reading } from '../bytes/frameSource.js';
import { SOURCE_OPTIONS, type SourceCounts, type SourceOptions } from '../source.js';

/** Options of sources that hold rows. */
export interface RowSourceOptions extends SourceOptions {
  /**
   * What a cell does that is empty, null, NaN, absent or no number. `error` ends the stream; `hold` repeats the value before; `nan` gives
   * NaN; `interpolate` draws a line from the value before to the value behind, level where there is only one. Defaults to `error`.
   */
  readonly missing?: Filling;
  /** The most values missing in a row that `interpolate` waits for, 1 to 16777216. Defaults to 1024. */
  readonly maxInterpolate?: number;
  /** What a row does that cannot be read, has no time, or is late: `error` ends the stream, `skip` leaves it out. Defaults to `error`. */
  readonly badRows?: 'error' | 'skip';
  /** What missing samples do: `mark` ends the frame and lets `start` jump, `ignore` goes on as if there were none. Defaults to `mark`. */
  readonly gaps?: 'mark' | 'ignore';
}

/** Names of the options of sources of rows. */
export const ROW_SOURCE_OPTIONS: OptionKeys<RowSourceOptions> = {
  ...SOURCE_OPTIONS,
  missing: true,
  maxInterpolate: true,
  badRows: true,
  gaps: true,
};

/** How rows become frames: {@link RowSourceOptions} with their defaults. */
export type RowPolicies = Required<Pick<RowSourceOptions, 'missing' | 'maxInterpolate' | 'badRows' | 'gaps'>>;

/** The policies among options, checked. */
export function rowPolicies(
  who: string,
  { missing = 'error', maxInterpolate = 1024, badRows = 'error', gaps = 'mark' }: RowSourceOptions,
): RowPolicies {
  checkOneOf(who, 'missing', missing, ['error', 'hold', 'nan', 'interpolate']);
  checkInteger(who, 'maxInterpolate', maxInterpolate, 1, 2 ** 24);
  checkOneOf(who, 'badRows', badRows, ['error', 'skip']);
  checkOneOf(who, 'gaps', gaps, ['mark', 'ignore']);
  return { missing, maxInterpolate, badRows, gaps };
}

/** A row, and where it stands. */
export interface PlacedRow {
  readonly row: unknown;
  readonly place: string;
}

/**
 * Makes frames of batches of rows; everything left out is counted.
 *
 * @param check what is wrong with a row, if anything
 * @internal
 */
export async function* rowFrames(
  { who, name, counts, settings }: Reading,
  batches: AsyncIterable<readonly PlacedRow[]>,
  options: RowsToFramesOptions,
  check?: (row: unknown) => string | undefined,
): AsyncGenerator<Frame> {
  let place = '';
  const where = () => `${who}: ${name} ${place}`;
  const count = (loss: RowLoss) => countLoss(counts, loss);
  const stage = rowStage(
    { ...options, frameLength: settings.frameLength, onLoss: count },
    { who, where, ...(check && { check }) },
  );
  const ready: Frame[] = [];
  const emit = (frame: Frame) => void ready.push(frame);
  for await (const batch of batches) {
    try {
      for (const { row, place: here } of batch) {
        place = here;
        stage.process(row as readonly unknown[], emit);
      }
    } catch (error) {
      yield* ready; // what came before
      throw error;
    }
    yield* ready.splice(0);
  }
  stage.flush(emit);
  yield* ready;
}

function countLoss(counts: SourceCounts, { kind, count }: RowLoss): void {
  switch (kind) {
    case 'row':
    case 'time':
      counts.skipped++;
      break;
    case 'late':
      counts.late++;
      break;
    case 'repeated':
      counts.repeated++;
      break;
    case 'cell':
      counts.missing += count;
      break;
    case 'gap':
      counts.gaps++;
      counts.missingSamples += count;
      break;
  }
}
