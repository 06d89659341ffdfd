import {
  connect,
  forkJoin,
  from,
  lastValueFrom,
  map,
  merge,
  type ObservableInput,
  type OperatorFunction,
  pipe,
  toArray,
} from 'rxjs';
import { centreRange } from '../lib/equalizers/index.js';
import { OptionRangeError } from '../lib/errors.js';
import type { Frame, QFrame } from '../lib/frame.js';
import { codeUsageMeter, predictSqnr, type SqnrFigures } from '../lib/meters/index.js';
import type { Quantizer } from '../lib/quantizers/index.js';
import type { Range } from '../lib/range.js';
import { centre } from '../operators/centre.js';
import { measure } from '../operators/measure.js';
import { quantize } from '../operators/quantize.js';
import { sqnr } from '../operators/sqnr.js';

/** A quantizer to try, under a name for the table. */
export interface Trial {
  readonly name: string;
  readonly bits: number;
  readonly quantizer: Quantizer;
  /** Centres to take off before, one per channel; by default none. */
  readonly centres?: readonly number[];
}

/** One row: one channel under one quantizer. */
export interface SqnrRow extends SqnrFigures {
  readonly channel: string;
  readonly quantizer: string;
  readonly bits: number;
  /** What theory predicts from the signal's power and mean magnitude, dB; undefined where it has no closed form. */
  readonly predicted: number | undefined;
  /** What was taken off the channel before, in its unit; 0 where nothing was. */
  readonly centre: number;
  /** Entropy of the codes, bits: how many of `bits` carry signal. */
  readonly entropy: number;
}

/**
 * Tries many quantizers on one stream in one pass, each measured per channel beside the value that theory predicts.
 *
 * @param source frames; read once
 * @param range  range of the stream, from a first pass or from calibration
 * @param trials quantizers, at least one
 */
export async function sqnrTable(
  source: ObservableInput<Frame>,
  range: Range,
  trials: readonly Trial[],
): Promise<readonly SqnrRow[]> {
  if (trials.length === 0) throw new OptionRangeError('sqnrTable: trials must hold at least one quantizer, got none');
  const tables = await lastValueFrom(
    from(source).pipe(
      connect(frames$ => merge(...trials.map(trial => frames$.pipe(measureTrial(trial, range))))),
      toArray(),
    ),
  );
  return tables.flat();
}

function measureTrial({ name, bits, quantizer, centres }: Trial, range: Range): OperatorFunction<Frame, SqnrRow[]> {
  const params = quantizer.design(centres ? centreRange(range, centres) : range);
  const code = quantize({ quantizer, params });
  const encode: OperatorFunction<Frame, QFrame> = centres ? pipe(centre({ centres }), code) : code;
  return frames$ =>
    frames$.pipe(
      encode,
      connect(codes$ => forkJoin({ report: codes$.pipe(sqnr()), usage: codes$.pipe(measure(codeUsageMeter)) })),
      map(({ report, usage }) =>
        report.channels.map(({ name: channel, ...figures }, c) => ({
          ...figures,
          channel,
          quantizer: name,
          bits,
          predicted: predictSqnr(params, figures, c),
          centre: centres?.[c] ?? 0,
          entropy: usage[c].entropy,
        })),
      ),
    );
}
