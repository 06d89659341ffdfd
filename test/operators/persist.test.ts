import { expect } from 'chai';
import { concat, defer, from, lastValueFrom, retry, Subject, take, takeUntil, throwError, toArray } from 'rxjs';
import { CallbackError } from '../../lib/errors.js';
import type { QFrame } from '../../lib/frame.js';
import type { PersistedState } from '../../lib/index.js';
import { affine } from '../../lib/quantizers/index.js';
import { calibrateStage } from '../../lib/ranges/index.js';
import {
  bySource,
  calibrate,
  centre,
  dequantize,
  equalize,
  persist,
  quantize,
  trackRange,
  uncentre,
  unequalize,
} from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const pipeline = [calibrate({ samples: 40 }), quantize({ quantizer })] as const;
const frames = wave(160, 16);

describe('persist', () => {
  it('goes on with a whole pipe from any of its states, exactly', async () => {
    const states: PersistedState[] = [];
    const whole = await lastValueFrom(
      from(frames).pipe(persist(pipeline, { onState: s => states.push(s) }), toArray()),
    );
    expect(whole).to.deep.equal(await lastValueFrom(from(frames).pipe(...pipeline, toArray())));
    expect(states).to.have.length(10);
    for (const [k, state] of states.entries()) {
      const initial: unknown = JSON.parse(JSON.stringify(state));
      const rest = from(frames.slice(k + 1));
      const out = await lastValueFrom(rest.pipe(persist(pipeline, { initial, onState: () => {} }), toArray()));
      const before = state.end !== null && state.end < 40 ? 0 : k + 1; // frames given out before the state
      expect(out).to.deep.equal(whole.slice(before));
    }
  });

  it('holds a codec round trip of six operators', async () => {
    const six = [
      centre({ samples: 32 }),
      trackRange({ every: 8 }),
      equalize(),
      quantize({ quantizer }),
      dequantize(),
      unequalize(),
    ] as const;
    const states: PersistedState[] = [];
    const onState = (s: PersistedState) => states.push(s);
    const whole = await lastValueFrom(from(frames).pipe(persist(six, { onState, every: 48 }), uncentre(), toArray()));
    const { end } = states[1];
    const rest = from(frames.filter(f => f.start >= Number(end)));
    const again = await lastValueFrom(rest.pipe(persist(six, { initial: states[1], onState }), uncentre(), toArray()));
    expect(again.length).to.be.above(2);
    expect(again).to.deep.equal(whole.slice(-again.length));
  });

  it('hands out the state, what is held in it, when the consumer leaves', async () => {
    const states: PersistedState[] = [];
    const source = new Subject<(typeof frames)[0]>();
    const stop = new Subject<void>();
    const early: QFrame[] = [];
    source
      .pipe(persist(pipeline, { onState: s => states.push(s), every: 1000 }), takeUntil(stop))
      .subscribe(f => early.push(f));
    source.next(frames[0]);
    source.next(frames[1]);
    stop.next();
    expect(states.map(s => s.end)).to.deep.equal([32]);
    expect(early).to.deep.equal([]);
    const [initial] = states;
    const late = from(frames.slice(2)).pipe(persist(pipeline, { initial, onState: () => {} }), toArray());
    expect(await lastValueFrom(late)).to.deep.equal(await lastValueFrom(from(frames).pipe(...pipeline, toArray())));
  });

  it('does not hand out a state in the middle of an answer, nor behind the end', async () => {
    const states: PersistedState[] = [];
    const onState = (s: PersistedState) => states.push(s);
    await lastValueFrom(from(frames).pipe(persist(pipeline, { onState, every: 1000 }), take(1)));
    await lastValueFrom(from(frames).pipe(persist(pipeline, { onState, every: 1000 })));
    expect(states).to.deep.equal([]);
  });

  it('lets retry go on where the source failed', async () => {
    let kept: PersistedState | undefined;
    let at = 0;
    const failing$ = defer(() => {
      const [from_, to] = [at, Math.min(at + 3, frames.length)];
      at = to;
      const some$ = from(frames.slice(from_, to));
      return to < frames.length
        ? concat(
            some$,
            throwError(() => new Error('unplugged')),
          )
        : some$;
    });
    const out = await lastValueFrom(
      failing$.pipe(
        persist(pipeline, { initial: () => kept, onState: s => (kept = s), every: 1000 }),
        retry(),
        toArray(),
      ),
    );
    expect(out).to.deep.equal(await lastValueFrom(from(frames).pipe(...pipeline, toArray())));
  });

  it('ends with an error behind everything that was given out when onState throws', () => {
    const cause = new Error('disk full');
    const seen: number[] = [];
    let error: unknown;
    const onState = () => {
      throw cause;
    };
    from(frames)
      .pipe(persist([trackRange({ every: 16 })], { onState, every: 64 }))
      .subscribe({ next: f => seen.push(f.start + f.length), error: (e: unknown) => (error = e) });
    expect(seen.at(-1)).to.equal(64);
    expect(error).to.be.instanceOf(CallbackError);
    expect(error).to.have.property('cause', cause);
  });

  it('takes a stage too, and refuses what has none at the call', () => {
    expect(() => persist(() => calibrateStage({ samples: 4 }), { onState: () => {} })).not.to.throw();
    expect(() => persist([bySource(() => trackRange())], { onState: () => {} })).to.throw(TypeError, 'operator 1 of 1');
    expect(() => persist(pipeline, { onState: () => {}, initial: { who: 'x' } })).to.throw('cannot restore');
  });

  lifecycle('persist', { operator: persist(pipeline, { onState: () => {} }) });
});
