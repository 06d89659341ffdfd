import { expect } from 'chai';
import { from, map } from 'rxjs';
import type { Frame } from '../../lib/frame.js';
import type { Row } from '../../lib/framing/index.js';
import { rowsToFrames } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('rowsToFrames', () => {
  it('makes frames of serial lines', () => {
    const frames: Frame[] = [];
    from(['0.5,1', '0.25,2'])
      .pipe(
        map(line => line.split(',')),
        rowsToFrames({ fields: [0, 1] }),
      )
      .subscribe(f => frames.push(f));
    expect(frames.map(f => [...f.data])).to.deep.equal([[0.5, 0.25, 1, 2]]);
  });

  it('throws wrong options at the call, and sends bad rows down as an error notification', () => {
    expect(() => rowsToFrames({ fields: [] })).to.throw(RangeError, 'rowsToFrames: fields');
    let error: unknown;
    from([['x'] as Row])
      .pipe(rowsToFrames({ fields: [0] }))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.have.property('code', 'data-non-finite');
  });

  lifecycle<Row | readonly Row[], Frame>('rowsToFrames', {
    operator: rowsToFrames({ fields: [0, 1], frameLength: 16 }),
    input: f => Array.from({ length: f.length }, (_, i) => [f.data[i], f.data[f.length + i]]),
  });
});
