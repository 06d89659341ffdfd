import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import {
  bufferCount,
  concatMap,
  filter,
  fromEvent,
  map,
  mergeMap,
  type ObservableInput,
  of,
  type OperatorFunction,
  pipe,
  range,
  Subject,
  take,
  takeUntil,
  tap,
  timeout,
  TimeoutError,
  timer,
  toArray,
} from 'rxjs';
import { OverflowError } from '../../lib/errors.js';
import { calibrate, mapAsync, through, type ThroughOptions } from '../../operators/index.js';
import { wave } from './lifecycle.js';

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

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** Settles before a timer of `ms` does, or fails. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let watch: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    watch = setTimeout(() => reject(new Error(`has not settled within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(watch));
}

/** What a promise is rejected with. */
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error,
  );

/** A sensor that says nothing. */
function idle(): Subject<number> {
  return new Subject<number>();
}

describe('through an operator that answers later', () => {
  /** Pulls through `operator` and watches how far the source runs ahead of the outputs. */
  async function ahead(operator: OperatorFunction<number, number>, options?: ThroughOptions) {
    const { state, items } = source(40);
    let [most, taken] = [0, 0];
    const all: number[] = [];
    for await (const x of through(items, operator, options)) {
      most = Math.max(most, state.asked - taken++);
      all.push(x);
    }
    return { most, all };
  }
  const slowly = (x: number) => timer(8).pipe(map(() => x));

  it('has at most its concurrency in flight, where it is mapAsync', async () => {
    for (const concurrency of [1, 4]) {
      let [now, most] = [0, 0];
      const work = mapAsync(
        async (x: number) => {
          most = Math.max(most, ++now);
          await sleep(3);
          now--;
          return x;
        },
        { concurrency },
      );
      const run = await ahead(
        pipe(
          map(x => x),
          work,
        ),
      );
      expect(run.all).to.deep.equal(Array.from({ length: 40 }, (_, k) => k));
      expect(most).to.equal(concurrency);
      expect(run.most).to.be.at.most(concurrency);
    }
  });

  it('has one in flight of a concatMap: the first output does not wait for the whole source', async () => {
    const run = await ahead(concatMap(slowly));
    expect(run.all).to.have.length(40);
    expect(run.most).to.be.at.most(3); // 4 ms of patience, then 8: two at the first answer, one from then on
  });

  it('has exactly as many in flight as it is told', async () => {
    expect((await ahead(concatMap(slowly), { concurrency: 1 })).most).to.equal(1);
    expect((await ahead(mergeMap(slowly, 3), { concurrency: 3 })).most).to.equal(3);
  });

  it('does not wait for operators that leave out or collect, once they have shown it', async () => {
    const { items } = source(2000);
    const [kept] = await within(
      700,
      collect(
        through(
          items,
          pipe(
            filter(x => x % 10 === 9),
            bufferCount(5),
            toArray(),
          ),
        ),
      ),
    );
    expect(kept.flat()).to.have.length(200);
  });

  it('never waits for an operator of this library that keeps its input', async () => {
    const frames = wave(16_000, 1);
    const out = await within(900, collect(through(frames, calibrate({ samples: 8000 }))));
    expect(out).to.have.length(16_000);
  });
});

describe('through a source that is silent', () => {
  it('reports a timeout in its time', async () => {
    const sensor = idle();
    const error = await within(60, failureOf(through(sensor, timeout(40)).next()));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(sensor.observed).to.equal(false);
  });

  it('ends when takeUntil does', async () => {
    const sensor = idle();
    const result = await within(60, through(sensor, takeUntil(timer(40))).next());
    expect(result.done).to.equal(true);
    expect(sensor.observed).to.equal(false);
  });

  it('ends with the reason of an abort, at once, whatever the source is', async () => {
    async function* silent(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    }
    for (const sensor of [idle(), silent(), { [Symbol.asyncIterator]: silent }, new ReadableStream<number>()]) {
      const abort = new AbortController();
      const out = through(
        sensor as ObservableInput<number>,
        filter(x => x > 1),
        { signal: abort.signal },
      );
      const next = failureOf(out.next());
      await sleep(1);
      abort.abort(new Error('closed by its user'));
      expect(await within(20, next)).to.have.property('message', 'closed by its user');
      expect(await out.next()).to.deep.equal({ value: undefined, done: true });
    }
    const out = through(idle(), double, { signal: AbortSignal.abort(new Error('before')) });
    expect(await failureOf(out.next())).to.have.property('message', 'before');
  });

  it('returns beside a pending next, which ends with nothing', async () => {
    const sensor = idle();
    const out = through(sensor, double);
    const next = out.next();
    expect(sensor.observed).to.equal(true);
    await within(20, out.return());
    expect(await next).to.deep.equal({ value: undefined, done: true });
    expect(sensor.observed).to.equal(false);
  });

  it('lets go of the sensor when a Node stream is destroyed', async () => {
    const sensor = idle();
    const stream = Readable.from(through(sensor, double));
    stream.resume();
    await sleep(1);
    expect(sensor.observed).to.equal(true);
    stream.destroy();
    await sleep(1);
    expect(sensor.observed).to.equal(false);
  });
});

describe('through, in and out by one line', () => {
  const plus = map((x: number) => x + 1);

  it('takes observables, promises, Node and Web streams and emitters', async () => {
    const emitter = new EventEmitter();
    const heard = collect(
      through(
        fromEvent(emitter, 'sample').pipe(
          map(x => x as number),
          take(2),
        ),
        plus,
      ),
    );
    emitter.emit('sample', 1);
    emitter.emit('sample', 2);
    expect(await heard).to.deep.equal([2, 3]);
    expect(await collect(through(of(1, 2), plus))).to.deep.equal([2, 3]);
    expect(await collect(through(Promise.resolve(1), plus))).to.deep.equal([2]);
    expect(await collect(through(Readable.from([1, 2]), plus))).to.deep.equal([2, 3]);
    expect(
      await collect(
        through(
          new Blob(['ab']).stream(),
          map(bytes => [...(bytes as Uint8Array)]),
        ),
      ),
    ).to.deep.equal([[97, 98]]);
  });

  it('gives Node and Web streams, and emits', async () => {
    expect(await collect(Readable.from(through([1, 2], plus)))).to.deep.equal([2, 3]);
    expect(await collect(Readable.toWeb(Readable.from(through([1, 2], plus))) as AsyncIterable<number>)).to.deep.equal([
      2, 3,
    ]);
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    emitter.on('sample', x => heard.push(x));
    for await (const x of through([1, 2], plus)) emitter.emit('sample', x);
    expect(heard).to.deep.equal([2, 3]);
  });

  it('ends with an error behind 65,536 waiting items when a source pushes more', async () => {
    let seen = 0;
    const error = await failureOf(
      collect(
        through(
          range(0, 70_000),
          pipe(
            plus,
            tap(() => seen++),
          ),
        ),
      ),
    );
    expect(error).to.be.instanceOf(OverflowError).with.property('message').that.includes('bounded');
    expect(seen).to.equal(65_536);
  });
});
