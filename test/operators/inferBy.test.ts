import { expect } from 'chai';
import { from, lastValueFrom, merge, toArray } from 'rxjs';
import { frame, streamInfo } from '../../lib/frame.js';
import { averagePool1d, sequential } from '../../lib/network.js';
import { inferBy } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('inferBy', () => {
  it('answers each source, by its name', async () => {
    const network = sequential({ name: 'mean', input: [2, 1], layers: [averagePool1d({ size: 2 })] });
    const of = (source: string, ...samples: number[]) =>
      from(samples.map((x, start) => frame(Float32Array.of(x), { start, info: streamInfo({ channels: 1, source }) })));
    const out = await lastValueFrom(
      merge(of('left', 1, 3, 5), of('right', 10, 30)).pipe(inferBy(network, { hop: 1 }), toArray()),
    );
    expect(out.map(f => [f.info.source, f.start, ...f.data])).to.deep.equal([
      ['left', 0, 2],
      ['left', 1, 4],
      ['right', 0, 20],
    ]);
  });

  const pairs = sequential({ name: 'pairs', input: [4, 2], layers: [averagePool1d({ size: 4 })] });
  lifecycle('inferBy', { operator: inferBy(pairs, { hop: 2 }) });
});
