import type { OpenSourceOptions } from '../../datasets/index.js';
import { centringGain, type CentringGain } from '../../lib/equalizers/index.js';
import { decibels, type Weighting } from '../../lib/meters/index.js';
import { intervalOf, type Range, unionOf } from '../../lib/range.js';
import type { Histogram } from '../../lib/statistics/index.js';
import { type SqnrRow, sqnrTable, type Trial } from '../../pipelines/index.js';
import type { Output } from '../output.js';
import { type FirstPass, nextPass } from '../passes.js';
import { QUANTIZERS } from '../quantizers.js';
import { db, short, table } from '../table.js';

/** What to try. */
export interface QuantizeSettings {
  readonly quantizers: readonly string[];
  readonly bits: readonly number[];
  readonly axis: 'tensor' | 'channel';
  /**
   * Whether offsets are taken off first: `auto` where they hold more than half of the power and the quantizer loses by them, `mean`
   * always, `none` never. `uniform` counts from its lowest level under all three.
   */
  readonly centre: 'auto' | 'mean' | 'none';
  /** Ends of the band in Hz that the figures are of. */
  readonly band?: readonly [f1: number, f2: number];
  readonly weighting?: Weighting;
  /** Length of the windows, s. */
  readonly seconds?: number;
}

/**
 * Every quantizer at every width, and what is taken off the channels before. `uniform` counts from the lowest end of the range, so that
 * both ends are levels and no offset moves its grid.
 */
function trialsOf(
  { quantizers, bits, axis, centre }: QuantizeSettings,
  range: Range,
  histograms: readonly Histogram[],
): (Trial & { readonly gains: readonly CentringGain[] })[] {
  return quantizers.flatMap(name =>
    bits.map(width => {
      const quantizer = QUANTIZERS[name](width, axis);
      const gains = histograms.map(h => centringGain(quantizer, h));
      const centres =
        name === 'uniform'
          ? lowestEnds(range, axis)
          : gains.map(g => (centre === 'mean' || (centre === 'auto' && g.advised) ? g.centre : 0));
      return { name, bits: width, quantizer, gains, ...(centres.some(c => c !== 0) && { centres }) };
    }),
  );
}

/** The lowest end of each channel's encoding; 0 where float32 cannot hold how wide the range is. */
function lowestEnds(range: Range, axis: QuantizeSettings['axis']): number[] {
  return range.min.map((_, c) => {
    const [min, max] = axis === 'tensor' ? unionOf(range) : intervalOf(range, c);
    return Number.isFinite(Math.fround(max - min)) ? min : 0;
  });
}

/** A line for each channel and quantizer that an offset costs decibels, or would. */
function offsetsText(trials: ReturnType<typeof trialsOf>, names: readonly string[]): string {
  const [widest] = trials.map(t => t.bits).sort((a, b) => b - a);
  const lines = trials
    .filter(t => t.bits === widest)
    .flatMap(t =>
      t.gains.flatMap((g, c) => {
        if (!g.advised) return [];
        const percent = short(100 * g.share, 6);
        const gain = `${db(g.decibels)} dB at ${t.bits} bits`;
        const taken = t.centres?.[c]
          ? `taken off before ${t.name}, which gains ${gain}`
          : `${t.name} would gain ${gain} without it`;
        return [`${names[c]}: the offset ${short(g.centre)} holds ${percent} % of the power; ${taken}`];
      }),
    );
  return lines.join('\n');
}

/** Measures every quantizer at every width on a file, and shows SQNR about the mean beside what theory predicts. */
export async function quantizeFile(
  file: string,
  options: OpenSourceOptions,
  first: FirstPass,
  histograms: readonly Histogram[],
  settings: QuantizeSettings,
  out: Output,
): Promise<void> {
  const { range, info } = first;
  const { band, weighting, seconds } = settings;
  const part = { ...(band && { band }), ...(weighting && { weighting }), ...(seconds !== undefined && { seconds }) };
  const trials = trialsOf(settings, range, histograms);
  const rows = await sqnrTable(nextPass(file, options, first, 'quantize'), range, trials, part);
  const offsets = offsetsText(trials, info.names);
  if (offsets !== '') out.section('offsets (--centre auto, mean, none)', offsets);
  out.result('sqnr', rows);
  const where = (band ? `, ${band[0]} to ${band[1]} Hz` : '') + (weighting ? `, weighted by ${weighting}` : '');
  out.section(`SQNR about the mean${where}, in dB, measured / predicted by theory`, rowsText(rows, sqnrText));
  for (const text of lostText(rows)) out.line(text);
  if (!band && !weighting) out.section('what counting the offset as signal would add', offsetText(rows));
  out.section(
    `SQNR of windows of ${windowText(rows[0].windows)}, each about its own mean, in dB: median / worst`,
    rowsText(rows, ({ windows: w }) => `${db(w.medianSqnr)} / ${db(w.worstSqnr)}`),
  );
  out.section(
    'rate: entropy of the codes, bits a sample',
    rowsText(rows, r => r.entropy.toFixed(2)),
  );
  out.section(
    'rate on the wire, messages of 1024 samples with their side information, bits a sample',
    rowsText(rows, r => r.rate?.total.toFixed(2) ?? '-'),
  );
}

/** One line for each channel and quantizer that leaves a signal one code, which an entropy of 0 would not say. */
function lostText(rows: readonly SqnrRow[]): string[] {
  const lost = new Map<string, number[]>();
  for (const r of rows.filter(row => row.lost)) {
    const key = `${r.channel} ${r.quantizer}`;
    lost.set(key, [...(lost.get(key) ?? []), r.bits]);
  }
  return [...lost].map(
    ([key, bits]) => `${key}: the signal is gone, one code is left of it at ${bits.join(', ')} bits`,
  );
}

/** Per channel the offset, its share of the power, and the decibels that a ratio with the offset is above one about the mean. */
function offsetText(rows: readonly SqnrRow[]): string {
  const channels = rows.filter((r, k) => rows.findIndex(other => other.channel === r.channel) === k);
  return table(
    ['channel', 'mean', 'unit', 'share of power', 'adds dB'],
    channels.map(({ channel, unit, mean, offsetShare, power, variance }) => [
      channel,
      short(mean),
      unit,
      Number.isNaN(offsetShare) ? '-' : `${short(100 * offsetShare, 6)} %`,
      db(decibels(power, variance)),
    ]),
  );
}

function windowText({ seconds, samples }: SqnrRow['windows']): string {
  return Number.isFinite(seconds) ? `${short(seconds)} s` : `${samples} samples`;
}

/** A line for each channel and quantizer, a column for each width. */
function rowsText(rows: readonly SqnrRow[], cell: (row: SqnrRow) => string): string {
  const widths = [...new Set(rows.map(r => r.bits))];
  const lines = new Map<string, SqnrRow[]>();
  for (const row of rows) {
    const key = `${row.channel} ${row.quantizer}`;
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  const body = [...lines.values()]
    .sort((a, b) => order(rows, a[0].channel) - order(rows, b[0].channel))
    .map(line => [line[0].channel, line[0].quantizer, ...line.map(cell)]);
  return table(['channel', 'quantizer', ...widths.map(w => `${w} bits`)], body, 2);
}

function sqnrText({ sqnr, predicted, overloaded, lost }: SqnrRow): string {
  if (lost) return 'gone';
  return `${db(sqnr)} / ${db(predicted)}${overloaded > 0 ? ` (${overloaded} clipped)` : ''}`;
}

function order(rows: readonly SqnrRow[], channel: string): number {
  return rows.findIndex(r => r.channel === channel);
}
