import {
  connect,
  defaultIfEmpty,
  forkJoin,
  from,
  lastValueFrom,
  map,
  merge,
  type ObservableInput,
  type OperatorFunction,
  pipe,
  take,
  toArray,
} from 'rxjs';
import { centreRange } from '../lib/equalizers/index.js';
import { OptionRangeError } from '../lib/errors.js';
import type { Frame, QFrame, StreamInfo } from '../lib/frame.js';
import {
  codeUsageMeter,
  comparisonOf,
  liveSqnrMeter,
  type LiveSqnrOptions,
  predictSqnr,
  type SegmentalFigures,
  type SqnrFigures,
} from '../lib/meters/index.js';
import { type WireRate, wireRate } from '../lib/packing/index.js';
import { MAX_WIRE_CHANNELS } from '../lib/packing/wireFormat.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import type { Quantizer } from '../lib/quantizers/index.js';
import type { Range } from '../lib/range.js';
import { pointsOf, sketch } from '../lib/statistics/index.js';
import { centre } from '../operators/centre.js';
import { measure } from '../operators/measure.js';
import { quantize } from '../operators/quantize.js';

/** A quantizer to try, under a name for the table. */
export interface Trial {
  readonly name: string;
  readonly bits: number;
  readonly quantizer: Quantizer;
  /** Centres to take off before, one per channel; by default none. */
  readonly centres?: readonly number[];
}

/** Options of {@link sqnrTable}. */
export type SqnrTableOptions = Pick<LiveSqnrOptions, 'band' | 'weighting' | 'seconds'>;

const OPTIONS: OptionKeys<SqnrTableOptions> = { band: true, weighting: true, seconds: true };

/** One row: one channel under one quantizer. */
export interface SqnrRow extends SqnrFigures {
  readonly channel: string;
  readonly unit: string;
  readonly quantizer: string;
  readonly bits: number;
  /**
   * What theory predicts of `sqnr` from the distribution of the samples, dB; undefined where steps follow the data, and of a
   * part of the spectrum.
   */
  readonly predicted: number | undefined;
  /** What was taken off the channel before, in its unit; 0 where nothing was. */
  readonly centre: number;
  /** Windows of so many seconds, each about its own mean. */
  readonly windows: SegmentalFigures & { readonly seconds: number; readonly samples: number };
  /** Entropy of the codes, bits a sample: the rate that an ideal coder of single codes would need, not what of them is signal. */
  readonly entropy: number;
  /** What the codes cost on the wire in messages of 1024 samples, bits a sample; undefined of more than 64 channels. */
  readonly rate: WireRate | undefined;
  /** Codes that occurred. */
  readonly codes: number;
  /** Whether one code is left of a signal that varies. */
  readonly lost: boolean;
}

/**
 * Tries many quantizers on one stream in one pass, each measured per channel, about the mean, beside the value that theory predicts.
 *
 * @param source frames; read once
 * @param range  range of the stream, from a first pass or from calibration
 * @param trials quantizers, at least one
 */
export async function sqnrTable(
  source: ObservableInput<Frame>,
  range: Range,
  trials: readonly Trial[],
  options: SqnrTableOptions = {},
): Promise<readonly SqnrRow[]> {
  checkOptions('sqnrTable', options, OPTIONS);
  if (trials.length === 0) throw new OptionRangeError('sqnrTable: trials must hold at least one quantizer, got none');
  liveSqnrMeter(options); // refuses wrong options at the call
  const tables = await lastValueFrom(
    from(source).pipe(
      connect(frames$ => merge(...trials.map(trial => frames$.pipe(measureTrial(trial, range, options))))),
      toArray(),
    ),
  );
  return tables.flat();
}

function measureTrial(
  { name, bits, quantizer, centres }: Trial,
  range: Range,
  options: SqnrTableOptions,
): OperatorFunction<Frame, SqnrRow[]> {
  const params = quantizer.design(centres ? centreRange(range, centres) : range);
  const code = quantize({ quantizer, params });
  const encode: OperatorFunction<Frame, QFrame> = centres ? pipe(centre({ centres }), code) : code;
  const whole = options.band === undefined && options.weighting === undefined;
  return frames$ =>
    frames$.pipe(
      encode,
      connect(codes$ =>
        forkJoin({
          report: codes$.pipe(
            map(comparisonOf),
            measure(() => liveSqnrMeter(options)),
          ),
          counts: codes$.pipe(
            map(f => comparisonOf(f).reference), // the numbers that were coded
            measure(() => sketch()),
          ),
          usage: codes$.pipe(measure(codeUsageMeter)),
          info: codes$.pipe(
            take(1),
            map(f => f.info),
            defaultIfEmpty<StreamInfo, undefined>(undefined),
          ),
        }),
      ),
      map(({ report, counts, usage, info }) =>
        report.channels.map(({ name: channel, windows, ...figures }, c) => ({
          ...figures,
          channel,
          unit: info?.units[c] ?? '',
          quantizer: name,
          bits,
          predicted: whole ? predictSqnr(params, pointsOf(counts[c]), c) : undefined,
          centre: centres?.[c] ?? 0,
          windows: { ...windows, seconds: report.windowSeconds, samples: report.windowSamples },
          entropy: usage[c].entropy,
          rate: info && info.names.length <= MAX_WIRE_CHANNELS ? wireRate(params, info) : undefined,
          codes: usage[c].used,
          lost: usage[c].used === 1 && figures.variance > 0,
        })),
      ),
    );
}
