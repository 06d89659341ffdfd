import { expect } from 'chai';
import fc from 'fast-check';
import type { Accumulator, Summary } from '../lib/accumulator.js';
import { FormatError } from '../lib/errors.js';
import { type AnyFrame, type Frame, frame, streamInfo } from '../lib/frame.js';
import { isMarked } from '../lib/marks.js';
import { sliceFrame } from '../lib/sliceFrame.js';
import { run, type Stage } from '../lib/stage.js';

/** A signal with gaps: contiguous segments that follow each other in time. */
interface Signal {
  readonly segments: readonly Frame[];
  /** Random numbers in [0, 1) that say where to cut. */
  readonly cuts: readonly number[];
}

const SEED = 20_240_607;
const RUNS = 300;

/** Samples that try the corners: zeros of both signs, denormals, ties, large and small magnitudes. */
const sample = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -8, max: 8, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 0.5, -0.5, 1e-40, -1e-40, 127.5, 2 ** 20) },
  { weight: 1, arbitrary: fc.float({ min: -(2 ** 30), max: 2 ** 30, noNaN: true }) },
);

function signals(channels?: number): fc.Arbitrary<Signal> {
  const rows = channels === undefined ? fc.integer({ min: 1, max: 3 }) : fc.constant(channels);
  return rows
    .chain(c =>
      fc.record({
        channels: fc.constant(c),
        start: fc.constantFrom(0, 0, 5, -13, 2 ** 40 + 3),
        parts: fc.array(
          fc.record({
            gap: fc.integer({ min: 0, max: 9 }),
            rows: fc.integer({ min: 0, max: 60 }).chain(n => fc.array(sample, { minLength: n * c, maxLength: n * c })),
          }),
          { maxLength: 3 },
        ),
        cuts: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 12 }),
      }),
    )
    .map(({ channels: count, start, parts, cuts }) => {
      const info = streamInfo({ channels: count, sampleRate: 50 });
      let at = start;
      const segments = parts.map(({ gap, rows: values }) => {
        const f = frame(Float32Array.from(values), { channels: count, start: at + gap, info });
        at = f.start + f.length;
        return f;
      });
      return { segments, cuts };
    });
}

/** The same samples in other frames: each segment cut at random places, empty frames among them. */
function cut({ segments, cuts }: Signal, shift: number): Frame[] {
  return segments.flatMap(f => {
    const places = cuts.map((u, k) => Math.floor(((u + k * shift) % 1) * (f.length + 1))).sort((a, b) => a - b);
    return [...places, f.length].map((to, k) => sliceFrame(f, k === 0 ? 0 : places[k - 1], to));
  });
}

/**
 * Samples with what is in force at each, however the stage cut them: neighbours in time with equal parameters are joined.
 */
function canonical(outputs: readonly unknown[]): unknown[] {
  const joined: { start: number; rows: number[][]; force: string; end: number }[] = [];
  for (const f of outputs as readonly (AnyFrame & { readonly range?: unknown; readonly params?: unknown })[]) {
    const rows = Array.from({ length: f.channels }, (_, c) =>
      Array.from(f.data.subarray(c * f.length, (c + 1) * f.length)),
    );
    for (const bits of [f.missing, f.filled]) {
      for (let c = 0; c < f.channels; c++) {
        rows.push(Array.from({ length: f.length }, (_, i) => Number(isMarked(bits, c * f.length + i))));
      }
    }
    const force = JSON.stringify([f.channels, f.gains, f.centres, f.range, f.params]);
    const last = joined.at(-1);
    if (f.length === 0) continue;
    if (last && last.end === f.start && last.force === force) {
      rows.forEach((row, c) => last.rows[c].push(...row));
      last.end += f.length;
    } else {
      joined.push({ start: f.start, rows, force, end: f.start + f.length });
    }
  }
  return joined;
}

function check<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { seed: SEED, numRuns: RUNS });
}

const shifts = fc.double({ min: 0, max: 1, noNaN: true });

/** How a stage is tried. */
export interface StageCase<I, O> {
  make(): Stage<I, O>;
  /** Turns a real frame into the stage's input; by default it is the input. */
  input?(f: Frame): I;
  /** Fixed number of channels, where the stage needs one. */
  readonly channels?: number;
}

/** The states that stages saved, out of those of fused ones. */
function* statesOf(saved: unknown): Generator<Readonly<Record<string, unknown>>> {
  const state = saved as { readonly who?: unknown; readonly stages?: readonly unknown[] };
  if (state.who === 'fuse') for (const part of state.stages ?? []) yield* statesOf(part);
  else yield state;
}

/** Another value of an option. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return [...(value as unknown[]), 0];
  return value === null ? 1 : null;
}

/** Proves partition invariance, replay and re-entrancy of a stage, bit for bit, and that its states keep to its options. */
export function stageLaws<I, O>(name: string, { make, input, channels }: StageCase<I, O>): void {
  const feed = (frames: readonly Frame[]) => frames.map(f => (input ? input(f) : (f as unknown as I)));
  const outputs = (frames: readonly Frame[]) => canonical([...run(make(), feed(frames))]);

  describe(`laws of ${name}`, () => {
    it('gives the same samples, under the same parameters, however the input is cut', () => {
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          expect(outputs(cut(signal, shift))).to.deep.equal(outputs(signal.segments));
        }),
      );
    });

    it('goes on after save and restore as if nothing had happened', () => {
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          const inputs = feed(cut(signal, shift));
          const pause = Math.floor(shift * inputs.length);
          const out: O[] = [];
          const emit = (o: O) => void out.push(o);
          const first = make();
          for (const f of inputs.slice(0, pause)) first.process(f, emit);
          const saved: unknown = JSON.parse(JSON.stringify(first.save()));
          const second = make();
          second.restore(saved);
          for (const f of inputs.slice(pause)) second.process(f, emit);
          second.flush(emit);
          expect(canonical(out)).to.deep.equal(canonical([...run(make(), inputs)]));
        }),
      );
    });

    it('gives the same to a source that emits again while it is being answered', () => {
      const start = (o: O) => (o as { readonly start?: number }).start ?? 0;
      const inTime = (outputs: readonly O[]) => canonical([...outputs].sort((a, b) => start(a) - start(b)));
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          const inputs = feed(cut(signal, shift));
          const stage = make();
          const out: O[] = [];
          let next = 0;
          let depth = 0;
          const emit = (o: O) => {
            out.push(o);
            if (depth < 3 && next < inputs.length) go();
          };
          const go = () => {
            depth++;
            stage.process(inputs[next++], emit);
            depth--;
          };
          while (next < inputs.length) go();
          stage.flush(o => void out.push(o));
          expect(inTime(out)).to.deep.equal(inTime([...run(make(), inputs)]));
        }),
      );
    });

    it('says in its state under which options it was made, and refuses every other', () => {
      const [signal] = fc.sample(signals(channels), { seed: SEED, numRuns: 1 });
      const stage = make();
      for (const f of feed(signal.segments)) stage.process(f, () => {});
      const text = JSON.stringify(stage.save());
      for (const [k, state] of [...statesOf(JSON.parse(text))].entries()) {
        if (Object.keys(state).every(key => key === 'who' || key === 'version')) continue; // no memory
        expect(state, name).to.have.property('options').that.is.an('object');
        for (const option of Object.keys(state.options as object)) {
          const other: unknown = JSON.parse(text);
          const options = [...statesOf(other)][k].options as Record<string, unknown>;
          options[option] = otherThan(options[option]);
          expect(() => make().restore(other), option).to.throw(FormatError, `saved with ${option} =`);
        }
      }
    });

    it('refuses a state that is not its own', () => {
      for (const hostile of [null, 7, {}, { who: 'nobody', version: 1 }, { __proto__: { who: name } }]) {
        expect(() => make().restore(hostile)).to.throw(Error, 'restore');
      }
    });
  });
}

/** How a summary is tried. */
export interface SummaryCase<I, R> {
  make(): Summary<I, R>;
  /** Turns a real frame into the summary's input; by default it is the input. */
  input?(f: Frame): I;
  /** Fixed number of channels, where the summary needs one. */
  readonly channels?: number;
}

/** Proves partition invariance, replay and reset of a summary, bit for bit. */
export function summaryLaws<I, R>(name: string, { make, input, channels }: SummaryCase<I, R>): void {
  const filled = filler(make, input);

  describe(`laws of ${name}`, () => {
    it('has the same value and state however the input is cut', () => {
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          const [a, b] = [filled(signal.segments), filled(cut(signal, shift))];
          expect(b.value()).to.deep.equal(a.value());
          expect(b.save()).to.deep.equal(a.save());
        }),
      );
    });

    it('goes on after save and restore as if nothing had happened', () => {
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          const frames = cut(signal, shift);
          const pause = Math.floor(shift * frames.length);
          const second = make();
          second.restore(JSON.parse(JSON.stringify(filled(frames.slice(0, pause)).save())));
          expect(filled(frames.slice(pause), second).value()).to.deep.equal(filled(frames).value());
        }),
      );
    });

    it('forgets everything on reset', () => {
      check(
        fc.property(signals(channels), signal => {
          const used = filled(signal.segments);
          used.reset();
          expect(used.value()).to.deep.equal(make().value());
          expect(filled(signal.segments, used).value()).to.deep.equal(filled(signal.segments).value());
        }),
      );
    });

    it('refuses a state that is not its own', () => {
      for (const hostile of [null, 7, {}, { who: 'nobody', version: 1 }]) {
        expect(() => make().restore(hostile)).to.throw(Error, 'restore');
      }
    });
  });
}

/** How an accumulator is tried. */
export interface AccumulatorCase<I, R> extends SummaryCase<I, R> {
  make(): Accumulator<I, R>;
  /**
   * What the rounding of a float sum is measured against, where that is not its own size: a mean of numbers of both signs, a
   * difference. `figures` is the object that `key` stands in.
   */
  scaleOf?(key: string, figures: Readonly<Record<string, number>>): number | undefined;
}

/** Proves the laws of a summary, and merge. Float sums may differ by 1e-12 relative in merges. */
export function accumulatorLaws<I, R>(name: string, accumulator: AccumulatorCase<I, R>): void {
  summaryLaws(name, accumulator);
  const { make, input, channels, scaleOf } = accumulator;
  const filled = filler(make, input);
  const expectMerged = (actual: R, wanted: R) => expectNear(actual, wanted, scaleOf);

  describe(`merge of ${name}`, () => {
    it('merges to the whole stream, in any order and grouping', () => {
      check(
        fc.property(signals(channels), shifts, (signal, shift) => {
          const frames = cut(signal, shift);
          const part = (k: number) => filled(frames.filter((_, i) => i % 3 === k));
          const merged = (a: Accumulator<I, R>, b: Accumulator<I, R>) => {
            a.merge(b);
            return a;
          };
          const whole = filled(frames).value();
          expectMerged(merged(merged(part(0), part(1)), part(2)).value(), whole);
          expectMerged(merged(part(0), merged(part(1), part(2))).value(), whole);
          expectMerged(merged(merged(part(2), part(1)), part(0)).value(), whole);
          expectMerged(merged(make(), filled(frames)).value(), whole);
        }),
      );
    });
  });
}

/** A function that shows frames to a summary. */
function filler<I, S extends Summary<I, unknown>>(make: () => S, input?: (f: Frame) => I) {
  return (frames: readonly Frame[], into = make()): S => {
    for (const f of frames) into.push(input ? input(f) : (f as unknown as I));
    return into;
  };
}

/** Equal, numbers within 1e-12 of their scale (so counts below 1e11 exactly), decibels within 1e-11 absolute. */
function expectNear(
  actual: unknown,
  wanted: unknown,
  scaleOf: AccumulatorCase<never, unknown>['scaleOf'],
  path = 'value',
  figures: unknown = undefined,
): void {
  if (typeof wanted === 'number' && typeof actual === 'number' && Number.isFinite(wanted)) {
    const key = path.slice(path.lastIndexOf('.') + 1);
    const least = key.toLowerCase().includes('sqnr') ? 10 : 1e-300;
    const scale = scaleOf?.(key, figures as Readonly<Record<string, number>>) ?? Math.max(Math.abs(wanted), least);
    if (Math.abs(actual - wanted) > 1e-12 * scale) expect.fail(`${path}: ${actual} is not within 1e-12 of ${wanted}`);
  } else if (typeof wanted === 'object' && wanted !== null) {
    expect(Object.keys(actual as object), path).to.deep.equal(Object.keys(wanted));
    for (const key of Object.keys(wanted)) {
      const [a, w] = [(actual as Record<string, unknown>)[key], (wanted as Record<string, unknown>)[key]];
      expectNear(a, w, scaleOf, `${path}.${key}`, wanted);
    }
  } else {
    expect(actual, path).to.deep.equal(wanted);
  }
}
