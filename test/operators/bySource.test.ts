import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  catchError,
  concatMap,
  EMPTY,
  from,
  lastValueFrom,
  map,
  merge,
  Observable,
  pipe,
  Subject,
  timer,
  toArray,
} from 'rxjs';
import { type Frame, frame, streamInfo } from '../../lib/frame.js';
import { minMax } from '../../lib/ranges/index.js';
import { bySource, calibrate, measure, trackRange } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

const infoOf = (source: string) => streamInfo({ channels: 1, sampleRate: 100, source });
/** Frames of 10 samples of a source, all of one value. */
const framesOf = (source: string, value: number, count = 4): Frame[] => {
  const info = infoOf(source);
  return Array.from({ length: count }, (_, k) => frame(new Float32Array(10).fill(value), { info, start: 10 * k }));
};

describe('bySource', () => {
  it('keeps merged sensors apart, where one report would have taken them for one', async () => {
    const merged$ = merge(from(framesOf('ecg', 1)), from(framesOf('resp', 5)));
    const mixed = await lastValueFrom(merged$.pipe(measure(minMax))).catch((e: unknown) => e);
    expect(mixed)
      .to.have.property('message')
      .that.matches(/the source must not change, got "resp" after "ecg".*merged sensors\? use bySource/s);
    const apart = await lastValueFrom(
      merged$.pipe(
        bySource(key =>
          pipe(
            measure(minMax),
            map(range => [key, range.min[0], range.max[0]]),
          ),
        ),
        toArray(),
      ),
    );
    expect(apart).to.deep.equal([
      ['ecg', 1, 1],
      ['resp', 5, 5],
    ]);
  });

  it('ends the source not heard for longest when there are too many, and lets out what it held', async () => {
    const ended: string[] = [];
    const out = await lastValueFrom(
      from(['a', 'b', 'c'].flatMap((name, k) => framesOf(name, k, 1))).pipe(
        bySource(() => calibrate({ samples: 1000, flat: 'accept' }), { capacity: 2, onEvict: key => ended.push(key) }),
        map(f => f.info.source),
        toArray(),
      ),
    );
    expect(ended).to.deep.equal(['a']);
    expect(out).to.deep.equal(['a', 'b', 'c']);
  });

  it('ends a source that is silent while others speak', () => {
    const ended: string[] = [];
    const frames$ = new Subject<Frame>();
    frames$.pipe(bySource(() => map(f => f), { idle: 3, onEvict: key => ended.push(key) })).subscribe();
    for (const f of [...framesOf('a', 1, 1), ...framesOf('b', 1, 3)]) frames$.next(f);
    expect(ended).to.deep.equal([]);
    frames$.next({ ...framesOf('b', 1, 1)[0], start: 30 });
    expect(ended).to.deep.equal(['a']);
  });

  it('ends with the error of a pipeline, or keeps it to its source', async () => {
    const merged$ = merge(from(framesOf('a', NaN)), from(framesOf('b', 2)));
    const failing = await lastValueFrom(merged$.pipe(bySource(() => measure(minMax)))).catch((e: unknown) => e);
    expect(failing).to.have.property('code', 'data-non-finite');
    const kept = merged$.pipe(
      bySource(() =>
        pipe(
          measure(minMax),
          catchError(() => EMPTY),
        ),
      ),
      toArray(),
    );
    expect(await lastValueFrom(kept)).to.deep.equal([{ min: [2], max: [2] }]);
  });

  it('completes behind pipelines that answer later, and unsubscribes all of them', async () => {
    const later = () => concatMap((f: Frame) => timer(1).pipe(map(() => f.info.source)));
    const merged$ = merge(from(framesOf('a', 1, 1)), from(framesOf('b', 2, 1)));
    expect(await lastValueFrom(merged$.pipe(bySource(later), toArray()))).to.deep.equal(['a', 'b']);
    let left = 0;
    const never = () => () => new Observable<never>(() => () => void left++);
    const subscription = merge(merged$, new Subject<Frame>()).pipe(bySource(never)).subscribe();
    expect(left).to.equal(0);
    subscription.unsubscribe();
    expect(left).to.equal(2);
  });

  it('holds 10,000 sensors at less than 16 KiB each', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const used = () => {
      gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const data = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i));
    const frames$ = new Subject<Frame>();
    const subscription = frames$.pipe(bySource(() => trackRange({ tracker: minMax, every: 64 }))).subscribe();
    const before = used();
    for (let k = 0; k < 10_000; k++) frames$.next(frame(data, { info: infoOf(`device-${k}`) }));
    const bytes = (used() - before) / 10_000;
    subscription.unsubscribe();
    expect(bytes, 'bytes per key').to.be.within(256, 16 * 1024);
  });

  it('refuses wrong options at the call', () => {
    expect(() => bySource(7 as never)).to.throw(TypeError, 'bySource: pipeline must be a function, got 7');
    expect(() => bySource(() => map(f => f), { capacity: 0 })).to.throw(RangeError, 'bySource: capacity must be');
  });

  lifecycle('bySource', { operator: bySource(() => trackRange({ tracker: minMax, every: 10 })) });
});
