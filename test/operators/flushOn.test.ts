import { expect } from 'chai';
import {
  BehaviorSubject,
  EMPTY,
  from,
  lastValueFrom,
  of,
  pipe,
  Subject,
  switchMap,
  takeUntil,
  throwError,
  toArray,
} from 'rxjs';
import { frame, type Frame } from '../../lib/frame.js';
import { affine } from '../../lib/quantizers/index.js';
import { calibrate, flushOn, quantize } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

/** 4000 samples in frames of 40. */
const frames = Array.from({ length: 100 }, (_, k) =>
  frame(
    Float32Array.from({ length: 40 }, (_, i) => Math.sin((k * 40 + i) / 9)),
    { start: 40 * k },
  ),
);
const samplesOf = (out: readonly { readonly length: number }[]) => out.reduce((sum, f) => sum + f.length, 0);
const coded = (bits: number) => pipe(calibrate({ samples: 1000 }), quantize({ quantizer: affine({ bits }) }));

describe('flushOn', () => {
  it('loses none of the samples that switchMap loses on new configurations', () => {
    const lost = (
      live: (sensor$: Subject<Frame>, bits$: BehaviorSubject<number>, out: { length: number }[]) => void,
    ) => {
      const [sensor$, bits$] = [new Subject<Frame>(), new BehaviorSubject(8)];
      const out: { length: number; start: number; params: { bits: number } }[] = [];
      live(sensor$, bits$, out);
      frames.forEach((f, k) => {
        if (k % 40 === 39) bits$.next(8 - Math.floor(k / 40) * 2 - 2); // 6 at index 1560, 4 at 3160
        sensor$.next(f);
      });
      sensor$.complete();
      bits$.complete();
      return { lost: 4000 - samplesOf(out), out };
    };
    const switched = lost((sensor$, bits$, out) =>
      bits$
        .pipe(switchMap(bits => sensor$.pipe(calibrate({ samples: 2000 }), quantize({ quantizer: affine({ bits }) }))))
        .subscribe(f => out.push(f)),
    );
    expect(switched.lost).to.equal(3160); // of 1560 and 1600 samples held, both
    const flushed = lost((sensor$, bits$, out) =>
      sensor$
        .pipe(flushOn(bits$, bits => pipe(calibrate({ samples: 2000 }), quantize({ quantizer: affine({ bits }) }))))
        .subscribe(f => out.push(f)),
    );
    expect(flushed.lost).to.equal(0);
    expect(flushed.out.map(f => f.start)).to.deep.equal(frames.map(f => f.start));
    expect(flushed.out.map(f => f.params.bits)).to.deep.equal(
      frames.map(f => (f.start < 1560 ? 8 : f.start < 3160 ? 6 : 4)),
    );
  });

  it('is not needed to stop: takeUntil in front flushes what takeUntil behind loses', () => {
    const given = (behind: boolean) => {
      const [sensor$, stop$, out] = [new Subject<Frame>(), new Subject<void>(), [] as Frame[]];
      const held = calibrate({ samples: 5000 });
      (behind ? sensor$.pipe(held, takeUntil(stop$)) : sensor$.pipe(takeUntil(stop$), held)).subscribe(f =>
        out.push(f),
      );
      for (const f of frames) sensor$.next(f);
      stop$.next();
      return samplesOf(out);
    };
    expect(given(true)).to.equal(0);
    expect(given(false)).to.equal(4000);
  });

  it('subscribes to the source at the first notification, once', async () => {
    const [first, source] = [new Subject<number>(), new Subject<Frame>()];
    source.pipe(flushOn(first, coded)).subscribe();
    expect(source.observed).to.equal(false);
    first.next(8);
    first.next(6);
    expect(source.observers).to.have.length(1);
    // a synchronous source has ended before the second notification
    const all = from(frames).pipe(flushOn(of(8, 6), coded), toArray());
    expect((await lastValueFrom(all)).map(f => f.params.bits)).to.deep.equal(frames.map(() => 8));
  });

  it('completes without a notification, and ends with an error of notifier or pipeline', () => {
    const ends: unknown[] = [];
    const observer = { complete: () => ends.push('complete'), error: (e: Error) => ends.push(e.message) };
    from(frames).pipe(flushOn(EMPTY, coded)).subscribe(observer);
    from(frames)
      .pipe(
        flushOn(
          throwError(() => new Error('no configuration')),
          coded,
        ),
      )
      .subscribe(observer);
    from(frames)
      .pipe(flushOn([77], coded))
      .subscribe(observer);
    expect(ends).to.deep.equal(['complete', 'no configuration', 'affine: bits must be an integer in [1, 16], got 77']);
  });

  lifecycle('flushOn', { operator: flushOn([0], () => coded(8)) });
});
