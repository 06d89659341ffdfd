import { uniform } from '../../datasets/index.js';
import { range } from '../../lib/range.js';
import { sharedEncoding } from '../../pipelines/index.js';
import type { Output } from '../output.js';
import { db, table } from '../table.js';

/** Shows two generated channels whose ranges are 100 : 1 under one shared 8-bit encoding, and two remedies. */
export async function showSharedEncoding(out: Output): Promise<void> {
  const [strong, weak] = [100, 1];
  const source = uniform({ channels: 2, low: [-strong, -weak], high: [strong, weak], samples: 100_000, seed: 1 });
  const report = await sharedEncoding(source, range([-strong, -weak], [strong, weak]));
  out.result('sharedEncoding', report);
  const row = (name: string, { channels }: (typeof report)['shared']) => [
    name,
    db(channels[0].sqnr),
    db(channels[1].sqnr),
  ];
  out.section(
    'two channels, ranges 100 : 1, one 8-bit encoding: SQNR about the mean in dB',
    table(
      ['encoding', 'strong', 'weak'],
      [
        row('one scale for both', report.shared),
        row('a scale for each', report.perChannel),
        row('one scale behind channelGain', report.equalized),
      ],
    ),
  );
}
