import { expect } from 'chai';
import { concatMap, map, mergeMap, pipe, take, timer } from 'rxjs';
import { through } from '../../operators/index.js';

/** Counts how often it was asked, and whether it was closed. */
function source(length: number, failure?: Error) {
  const state = { asked: 0, closed: false };
  async function* items(): AsyncGenerator<number> {
    try {
      for (let k = 0; k < length; k++) {
        state.asked++;
        yield await Promise.resolve(k);
      }
      if (failure) throw failure;
    } finally {
      state.closed = true;
    }
  }
  return { state, items: items() };
}
const double = mergeMap((x: number) => [x, x]);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('through', () => {
  it('asks for an input only when everything of the last one has been taken', async () => {
    const { state, items } = source(100);
    const out = through(items, double);
    for (const asked of [1, 1, 2, 2, 3]) {
      await out.next();
      expect(state.asked).to.equal(asked);
    }
    await out.return();
  });

  it('closes the source when the consumer leaves', async () => {
    const { state, items } = source(100);
    for await (const x of through(items, double)) if (x === 3) break;
    expect(state).to.deep.equal({ asked: 4, closed: true });
  });

  it('stops reading when the operator completes', async () => {
    const { state, items } = source(100);
    expect(await collect(through(items, take(2)))).to.deep.equal([0, 1]);
    expect(state).to.deep.equal({ asked: 2, closed: true });
  });

  it('takes a plain iterable too', async () => {
    expect(
      await collect(
        through(
          [1, 2, 3],
          map(x => x + 1),
        ),
      ),
    ).to.deep.equal([2, 3, 4]);
  });

  it('delivers what came before an error of the source, then the error', async () => {
    const { items } = source(2, new Error('disk gone'));
    const seen: number[] = [];
    let message = '';
    try {
      for await (const x of through(
        items,
        map(x => x),
      ))
        seen.push(x);
    } catch (error) {
      message = (error as Error).message;
    }
    expect([seen, message]).to.deep.equal([[0, 1], 'disk gone']);
  });

  it('throws an error of the operator and closes the source', async () => {
    const { state, items } = source(100);
    const failing = map((x: number) => {
      if (x === 2) throw new Error('bad frame');
      return x;
    });
    let message = '';
    await collect(through(items, failing)).catch((error: unknown) => (message = (error as Error).message));
    expect([message, state.closed]).to.deep.equal(['bad frame', true]);
  });

  it('waits at the end for an operator that answers later', async () => {
    const later = pipe(concatMap((x: number) => timer(1).pipe(map(() => x))));
    expect(await collect(through([1, 2, 3], later))).to.deep.equal([1, 2, 3]);
  });

  it('gives nothing for nothing', async () => {
    expect(await collect(through([], double))).to.deep.equal([]);
  });
});
