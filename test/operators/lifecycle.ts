import { expect } from 'chai';
import { concat, from, NEVER, type OperatorFunction, Subject, take, throwError, toArray } from 'rxjs';
import { type Frame, frame, streamInfo } from '../../lib/frame.js';

/** What every operator is tried with. */
export interface LifecycleCase<I, O> {
  /** Builds the operator; subscribed to many times. */
  readonly operator: OperatorFunction<I, O>;
  /** Turns a real frame into the operator's input; by default it is the input. */
  readonly input?: (f: Frame) => I;
  /** False for operators that give out values of their own at the end, even of nothing. */
  readonly emptyGivesNothing?: boolean;
}

const info = streamInfo({ channels: 2, sampleRate: 100 });

/** Two channels of a slow wave, as frames of `size` samples. */
export function wave(length: number, size: number): Frame[] {
  return Array.from({ length: Math.ceil(length / size) }, (_, k) => {
    const n = Math.min(size, length - k * size);
    const at = (i: number) => k * size + (i % n);
    const data = Float32Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 8) * Math.sin(at(i) / 3));
    return frame(data, { channels: 2, start: k * size, info });
  });
}

/** Proves what every operator owes its users. */
export function lifecycle<I, O>(
  name: string,
  { operator, input = f => f as unknown as I, emptyGivesNothing = true }: LifecycleCase<I, O>,
): void {
  const inputs = (size = 16) => wave(96, size).map(input);
  const collect = (frames: readonly I[]): O[] => {
    let result: O[] = [];
    from(frames)
      .pipe(operator, toArray())
      .subscribe(all => (result = all));
    return result;
  };

  describe(`lifecycle of ${name}`, () => {
    it('completes on an empty source', () => {
      if (emptyGivesNothing) expect(collect([])).to.deep.equal([]);
      else expect(collect([])).to.have.length(1);
    });

    it('passes an error through, after what came before it', () => {
      const failure = new Error('sensor unplugged');
      let seen: unknown;
      concat(
        from(inputs()),
        throwError(() => failure),
      )
        .pipe(operator)
        .subscribe({ error: (e: unknown) => (seen = e) });
      expect(seen).to.equal(failure);
    });

    it('never completes of its own accord', () => {
      let completed = false;
      const subscription = concat(from(inputs()), NEVER)
        .pipe(operator)
        .subscribe({ complete: () => (completed = true) });
      expect(completed).to.equal(false);
      subscription.unsubscribe();
    });

    it('unsubscribes from its source when its consumer leaves', () => {
      const source = new Subject<I>();
      const subscription = source.pipe(operator).subscribe();
      expect(source.observed).to.equal(true);
      subscription.unsubscribe();
      expect(source.observed).to.equal(false);
    });

    it('stops a synchronous source that has no end', () => {
      let pulled = 0;
      function* endless(): Generator<I> {
        const [first] = wave(16, 16);
        for (let start = 0; ; start += 16) {
          if (++pulled > 1000) throw new Error('the source was not stopped');
          yield input({ ...first, start });
        }
      }
      if (!emptyGivesNothing) return; // it needs the end
      from(endless()).pipe(operator, take(1)).subscribe();
      expect(pulled).to.be.lessThan(100);
    });

    it('gives two subscribers equal streams', () => {
      expect(collect(inputs())).to.deep.equal(collect(inputs()));
    });

    it('gives the same to a source that emits again, and completes, while it is being answered', () => {
      const frames = inputs(7);
      const source = new Subject<I>();
      const out: O[] = [];
      let next = 0;
      let depth = 0;
      const go = () => {
        depth++;
        if (next < frames.length) source.next(frames[next++]);
        else source.complete();
        depth--;
      };
      source.pipe(operator).subscribe(o => {
        out.push(o);
        if (depth < 3) go();
      });
      while (source.observed && next <= frames.length) {
        if (next === frames.length) {
          source.complete();
          break;
        }
        go();
      }
      expect(out).to.deep.equal(collect(frames));
    });

    it('does not write to the frames it received', () => {
      const frames = inputs();
      const copies = structuredClone(frames.map(dataOf));
      collect(frames);
      expect(frames.map(dataOf)).to.deep.equal(copies);
    });
  });
}

/** The samples of a frame; of anything else, itself. */
function dataOf(input: unknown): unknown {
  return (input as { readonly data?: unknown }).data ?? input;
}
