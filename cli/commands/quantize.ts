import type { OpenSourceOptions } from '../../datasets/index.js';
import { affine, aLaw, midRise, muLaw, powerOfTwo, type Quantizer, symmetric } from '../../lib/quantizers/index.js';
import { type SqnrRow, sqnrTable, type Trial } from '../../pipelines/index.js';
import type { Output } from '../output.js';
import { type FirstPass, nextPass } from '../passes.js';
import { db, table } from '../table.js';

/** Quantizers by the name they have on the command line. */
export const QUANTIZERS: Readonly<Record<string, (bits: number, axis: 'tensor' | 'channel') => Quantizer>> = {
  uniform: (bits, axis) => affine({ bits, axis, zero: 'free' }),
  affine: (bits, axis) => affine({ bits, axis }),
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
}

/** Every quantizer at every width. */
export function trialsOf({ quantizers, bits, axis }: QuantizeSettings): Trial[] {
  return quantizers.flatMap(name =>
    bits.map(width => ({ name, bits: width, quantizer: QUANTIZERS[name](width, axis) })),
  );
}

/** Measures every quantizer at every width on a file, and shows SQNR beside what theory predicts. */
export async function quantizeFile(
  file: string,
  options: OpenSourceOptions,
  first: FirstPass,
  settings: QuantizeSettings,
  out: Output,
): Promise<void> {
  const rows = await sqnrTable(nextPass(file, options, first, 'quantize'), first.range, trialsOf(settings));
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
