import { expect } from 'chai';
import { CallbackError, FormatError } from '../../lib/errors.js';
import { frame, type Frame, streamInfo } from '../../lib/frame.js';
import { type PersistedState, persistStage } from '../../lib/index.js';
import { calibrateStage, trackRangeStage } from '../../lib/ranges/index.js';
import { run } from '../../lib/stage.js';
import { stageLaws } from '../laws.js';

const info = streamInfo({ channels: 1, sampleRate: 100 });
const frames = Array.from({ length: 10 }, (_, k) =>
  frame(
    Float32Array.from({ length: 30 }, (_, i) => Math.sin(k * 30 + i)),
    { start: k * 30, info },
  ),
);
const calibrating = () => calibrateStage({ samples: 200 });

/** Every state on the way, as text. */
function states(every?: number | '1s'): PersistedState[] {
  const out: PersistedState[] = [];
  const onState = (s: PersistedState) => out.push(JSON.parse(JSON.stringify(s)) as PersistedState);
  [...run(persistStage(calibrating, { onState, every }), frames)];
  return out;
}

describe('persistStage', () => {
  it('hands out a state behind the frame that completes every so many samples or seconds', () => {
    expect(states().map(s => s.end)).to.deep.equal(frames.map((_, k) => 30 * k + 30));
    expect(states(90).map(s => s.end)).to.deep.equal([90, 180, 270]);
    expect(states('1s').map(s => s.end)).to.deep.equal([120, 240]);
  });

  it('goes on from every one of its states as if nothing had happened', () => {
    const whole = [...run(calibrating(), frames)];
    expect(whole).to.have.length(10);
    for (const initial of states()) {
      const rest = frames.filter(f => f.start >= Number(initial.end));
      const given = [...run(persistStage(calibrating, { initial, onState: () => {} }), rest)];
      // calibration holds 200 samples: until then nothing has left, afterwards everything
      expect(given).to.deep.equal(Number(initial.end) < 200 ? whole : whole.slice(-rest.length || whole.length));
    }
  });

  it('takes the state of now from a function, and begins anew without one', () => {
    const [initial] = states(180);
    const read: unknown[] = [];
    const make = (state: unknown) =>
      persistStage(calibrating, { initial: () => state, onState: s => read.push(s.end) });
    expect([...run(make(initial), frames.slice(6))]).to.have.length(10);
    expect([...run(make(undefined), frames)]).to.have.length(10);
    expect(read[0]).to.equal(210);
  });

  it('gives out everything before it ends with what onState threw', () => {
    const failure = new Error('disk full');
    const out: Frame[] = [];
    const stage = persistStage(() => trackRangeStage({ every: 30 }), {
      every: 60,
      onState: () => {
        throw failure;
      },
    });
    stage.process(frames[0], f => out.push(f));
    expect(() => stage.process(frames[1], f => out.push(f))).to.throw(
      CallbackError,
      'persist: onState threw for the state at index 60',
    );
    expect(out.map(f => f.start)).to.deep.equal([0, 30]);
  });

  it('refuses states of something else, and wrong options, at the call', () => {
    const [initial] = states();
    const onState = () => {};
    expect(() => persistStage(trackRangeStage, { initial, onState })).to.throw(FormatError, 'saved by "calibrate"');
    expect(() => persistStage(calibrating, { initial: { who: 'calibrate' }, onState })).to.throw(
      FormatError,
      'persist: cannot',
    );
    expect(() => persistStage(calibrating, { initial: { ...initial, end: 'x' }, onState })).to.throw(
      FormatError,
      'persist: the saved end',
    );
    expect(() => persistStage(calibrating, { onState, every: 0 })).to.throw(RangeError, 'persist: every');
    expect(() => persistStage(calibrating, { onState: 1 as never })).to.throw(TypeError, 'persist: onState');
  });

  stageLaws('persistStage', {
    make: () => persistStage(() => calibrateStage({ samples: 20, flat: 'accept' }), { onState: () => {} }),
  });
});
