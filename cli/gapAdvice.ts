import type { OpenSourceOptions } from '../datasets/openSource.js';
import { READERS } from '../datasets/readers.js';
import type { Output } from './output.js';
import type { FirstPass } from './passes.js';

/**
 * Says what helps where gaps cut a file: nothing that looks at neighbouring samples reaches over one, so short pieces give few windows.
 * Silent where there is none, where the flag was given, and where the format has no such option.
 */
export function showGapAdvice({ report }: Pick<FirstPass, 'report'>, options: OpenSourceOptions, out: Output): void {
  const { gaps, missingSamples, samples } = report;
  const known: readonly string[] = READERS[options.format ?? 'csv'].options;
  if (gaps === 0 || options.gaps === 'ignore' || !known.includes('gaps')) return;
  const [pieces, mean] = [gaps + 1, Math.floor(samples / (gaps + 1))];
  const advice =
    `${gaps} ${gaps === 1 ? 'gap' : 'gaps'} of ${missingSamples} missing samples cut the file into ${pieces} pieces of ${mean} samples on average, ` +
    'and no window reaches over a gap; --gaps ignore reads on as if nothing were missing, if the rows follow each other all the same';
  out.result('gapAdvice', advice);
  out.section('gaps', advice);
}
