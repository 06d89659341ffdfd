import { expect } from 'chai';
import { from, Subject } from 'rxjs';
import { OverflowError } from '../../lib/errors.js';
import { bounded, type BoundedOptions } from '../../operators/index.js';

/** Pushes 0 to 9 before the consumer takes anything. */
async function flood(options: Omit<BoundedOptions, 'onDrop'>) {
  let dropped = 0;
  const taken: number[] = [];
  let error: unknown;
  try {
    const queue = bounded<number>({ ...options, onDrop: n => (dropped = n) });
    for await (const x of queue(from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))) taken.push(x);
  } catch (caught) {
    error = caught;
  }
  return { taken, dropped, error };
}

describe('bounded', () => {
  it('drops the oldest items and counts them', async () => {
    expect(await flood({ capacity: 3, onOverflow: 'dropOldest' })).to.deep.equal({
      taken: [7, 8, 9],
      dropped: 7,
      error: undefined,
    });
  });

  it('drops the newest items and counts them', async () => {
    expect(await flood({ capacity: 3, onOverflow: 'dropNewest' })).to.deep.equal({
      taken: [0, 1, 2],
      dropped: 7,
      error: undefined,
    });
  });

  it('ends with an error after the waiting items', async () => {
    const { taken, error } = await flood({ capacity: 3, onOverflow: 'error' });
    expect(taken).to.deep.equal([0, 1, 2]);
    expect(error).to.be.instanceOf(OverflowError).with.property('message').that.includes('the queue of 3 is full');
  });

  it('drops nothing while the consumer keeps up', async () => {
    const source = new Subject<number>();
    const items = bounded<number>({ capacity: 1, onOverflow: 'error' })(source)[Symbol.asyncIterator]();
    for (let k = 0; k < 5; k++) {
      const next = items.next();
      source.next(k);
      expect(await next).to.deep.equal({ value: k, done: false });
    }
    const last = items.next();
    source.complete();
    expect((await last).done).to.equal(true);
  });

  it('unsubscribes when the consumer leaves', async () => {
    const source = new Subject<number>();
    const items = bounded<number>({ capacity: 1, onOverflow: 'error' })(source)[Symbol.asyncIterator]();
    const next = items.next();
    expect(source.observed).to.equal(true);
    source.next(1);
    await next;
    await items.return?.();
    expect(source.observed).to.equal(false);
  });

  it('passes an error of the source on', async () => {
    const source = new Subject<number>();
    const items = bounded<number>({ capacity: 4, onOverflow: 'dropOldest' })(source)[Symbol.asyncIterator]();
    const first = items.next();
    source.next(1);
    source.error(new Error('radio lost'));
    expect((await first).value).to.equal(1);
    let message = '';
    await items.next().catch((error: unknown) => (message = (error as Error).message));
    expect(message).to.equal('radio lost');
  });

  it('refuses wrong options at the call', () => {
    expect(() => bounded({ capacity: 0, onOverflow: 'error' })).to.throw(RangeError, 'bounded: capacity');
    expect(() => bounded({ capacity: 1, onOverflow: 'block' as 'error' })).to.throw(
      RangeError,
      'one of error, dropOldest, dropNewest',
    );
  });
});
