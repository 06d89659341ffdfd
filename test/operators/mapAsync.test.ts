import { expect } from 'chai';
import { from, lastValueFrom, NEVER, of, startWith, Subject, toArray } from 'rxjs';
import { OverflowError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import { mapAsync } from '../../operators/index.js';

/** Promises that are kept by hand. */
function work() {
  const keep: ((value: string) => void)[] = [];
  const signals: AbortSignal[] = [];
  const f = (_: number, signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<string>(resolve => keep.push(resolve));
  };
  return { keep, signals, f };
}
const turn = () => new Promise(resolve => setImmediate(resolve));

describe('mapAsync', () => {
  it('lets results out in the order of their inputs, and works on no more than it may', async () => {
    const { keep, f } = work();
    const out: string[] = [];
    from([1, 2, 3, 4])
      .pipe(mapAsync(f, { concurrency: 2 }))
      .subscribe(x => out.push(x));
    expect(keep).to.have.length(2);
    keep[1]('second');
    await turn();
    expect([out, keep.length]).to.deep.equal([[], 2]); // its turn has not come: no place is free
    keep[0]('first');
    await turn();
    expect([out, keep.length]).to.deep.equal([['first', 'second'], 4]);
  });

  it('completes behind the last result, and on an empty source', async () => {
    expect(
      await lastValueFrom(
        from([3, 1, 2]).pipe(
          mapAsync(x => Promise.resolve(2 * x)),
          toArray(),
        ),
      ),
    ).to.deep.equal([6, 2, 4]);
    expect(
      await lastValueFrom(
        from<number[]>([]).pipe(
          mapAsync(x => x),
          toArray(),
        ),
      ),
    ).to.deep.equal([]);
  });

  it('ends with what the function throws or rejects with', async () => {
    for (const f of [
      () => Promise.reject(new Error('offline')),
      (): number => {
        throw new Error('offline');
      },
    ]) {
      const error = await lastValueFrom(of(1).pipe(mapAsync<number, number>(f))).catch((e: unknown) => e);
      expect(error).to.have.property('message', 'offline');
    }
  });

  it('passes an error of the source through, and tells the work that nobody listens', () => {
    const { signals, f } = work();
    const source = new Subject<number>();
    let seen: unknown;
    source.pipe(mapAsync(f)).subscribe({ error: (e: unknown) => (seen = e) });
    source.next(1);
    expect(signals[0].aborted).to.equal(false);
    source.error('unplugged');
    expect([seen, signals[0].aborted]).to.deep.equal(['unplugged', true]);
  });

  it('unsubscribes and aborts when its consumer leaves, and starts no more', async () => {
    const { keep, signals, f } = work();
    const subscription = NEVER.pipe(startWith(1, 2), mapAsync(f)).subscribe();
    subscription.unsubscribe();
    expect(signals[0].aborted).to.equal(true);
    keep[0]('late');
    await turn();
    expect(keep).to.have.length(1);
  });

  it('ends when a source pushes further ahead than it may', () => {
    let error: unknown;
    from([1, 2, 3, 4])
      .pipe(mapAsync(() => new Promise(() => {}), { capacity: 2 }))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.be.instanceOf(OverflowError).with.property('message').that.includes('mapAsync: 2 inputs wait');
  });

  it('refuses wrong options at the call', () => {
    expect(() => mapAsync(7 as never)).to.throw(TypeError, 'mapAsync: f must be a function, got 7');
    expect(() => mapAsync((f: Frame) => f, { concurrency: 0 })).to.throw(RangeError, 'concurrency must be');
  });
});
