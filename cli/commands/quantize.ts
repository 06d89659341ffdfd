import type { CsvOptions } from '../../datasets/index.js';
import { centringGain, type CentringGain } from '../../lib/equalizers/index.js';
import { affine, aLaw, midRise, muLaw, powerOfTwo, type Quantizer, symmetric } from '../../lib/quantizers/index.js';
import type { Histogram } from '../../lib/statistics/index.js';
import { type SqnrRow, sqnrTable, type Trial } from '../../pipelines/index.js';
import type { Output } from '../output.js';
import { type FirstPass, nextPass } from '../passes.js';
import { db, short, table } from '../table.js';

/** Quantizers by the name they have on the command line. */
export const QUANTIZERS: Readonly<Record<string, (bits: number, axis: 'tensor' | 'channel') => Quantizer>> = {
  uniform: (bits, axis) => affine({ bits, axis }),
  affine: (bits, axis) => affine({ bits, axis, zero: 'keep' }),
  symmetric: (bits, axis) => symmetric({ bits, axis }),
  midRise: (bits, axis) => midRise({ bits, axis }),
  powerOfTwo: (bits, axis) => powerOfTwo({ bits, axis }),
  muLaw: (bits, axis) => muLaw({ bits, axis }),
  aLaw: (bits, axis) => aLaw({ bits, axis }),
};

/** What to try. */
export interface QuantizeSettings {
  readonly quantizers: readonly string[];
  readonly bits: readonly number[];
  readonly axis: 'tensor' | 'channel';
  /**
   * Whether offsets are taken off first: `auto` where they hold more than half of the power and the quantizer loses by them, `mean`
   * always, `none` never.
   */
  readonly centre: 'auto' | 'mean' | 'none';
}

/** Every quantizer at every width, and what is taken off the channels before. */
export function trialsOf(
  { quantizers, bits, axis, centre }: QuantizeSettings,
  histograms: readonly Histogram[],
): (Trial & { readonly gains: readonly CentringGain[] })[] {
  return quantizers.flatMap(name =>
    bits.map(width => {
      const quantizer = QUANTIZERS[name](width, axis);
      const gains = histograms.map(h => centringGain(quantizer, h));
      const centres = gains.map(g => (centre === 'mean' || (centre === 'auto' && g.advised) ? g.centre : 0));
      return { name, bits: width, quantizer, gains, ...(centres.some(c => c !== 0) && { centres }) };
    }),
  );
}

/** A line for each channel and quantizer that an offset costs decibels, or would. */
function offsetsText(trials: ReturnType<typeof trialsOf>, names: readonly string[]): string {
  const [widest] = trials.map(t => t.bits).sort((a, b) => b - a);
  const lines = trials
    .filter(t => t.bits === widest)
    .flatMap(t =>
      t.gains.flatMap((g, c) => {
        if (!g.advised) return [];
        const percent = short(100 * g.share, 4);
        const gain = `${db(g.decibels)} dB at ${t.bits} bits`;
        const taken = t.centres?.[c]
          ? `taken off before ${t.name}, which gains ${gain}`
          : `${t.name} would gain ${gain} without it`;
        return [`${names[c]}: the offset ${short(g.centre)} holds ${percent} % of the power; ${taken}`];
      }),
    );
  return lines.join('\n');
}

/** Measures every quantizer at every width on a file, and shows SQNR beside what theory predicts. */
export async function quantizeFile(
  file: string,
  options: CsvOptions,
  { range, histograms, info }: FirstPass,
  settings: QuantizeSettings,
  out: Output,
): Promise<void> {
  const trials = trialsOf(settings, histograms);
  const rows = await sqnrTable(nextPass(file, options, 'quantize'), range, trials);
  const offsets = offsetsText(trials, info.names);
  if (offsets !== '') out.section('offsets (--centre auto, mean, none)', offsets);
  out.result('sqnr', rows);
  out.section('SQNR in dB, measured / predicted by theory', rowsText(rows, sqnrText));
  out.section(
    'bits that carry signal: entropy of the codes',
    rowsText(rows, r => r.entropy.toFixed(2)),
  );
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
  return table(['channel', 'quantizer', ...widths.map(w => `${w} bits`)], body);
}

function sqnrText({ sqnr, predicted, overloaded }: SqnrRow): string {
  return `${db(sqnr)} / ${db(predicted)}${overloaded > 0 ? ` (${overloaded} clipped)` : ''}`;
}

function order(rows: readonly SqnrRow[], channel: string): number {
  return rows.findIndex(r => r.channel === channel);
}
