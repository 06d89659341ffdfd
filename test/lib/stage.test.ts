import { expect } from 'chai';
import { FormatError } from '../../lib/errors.js';
import { fuse, run, type Stage, stateless } from '../../lib/stage.js';
import { loadCount, loadState } from '../../lib/state.js';

/** Running sum of whole numbers. */
function sum(): Stage<number, number> {
  let total = 0;
  return {
    process: (x, emit) => emit((total += x)),
    flush: () => {},
    save: () => ({ who: 'sum', version: 1, total }),
    restore: state => void (total = loadCount('sum', 'total', loadState('sum', 1, state).total)),
  };
}

/** Holds numbers back and gives them out in twos; the last one alone at the end. */
function pairs(): Stage<number, string> {
  let held: number[] = [];
  return {
    process(x, emit) {
      held.push(x);
      if (held.length === 2) emit(held.splice(0).join('+'));
    },
    flush(emit) {
      if (held.length > 0) emit(held.splice(0).join('+'));
    },
    save: () => ({ who: 'pairs', version: 1, held: [...held] }),
    restore: state => void (held = [...(loadState('pairs', 1, state).held as number[])]),
  };
}

/** Every number twice. */
const twice = () => {
  const stage: Stage<number, number> = {
    process(x, emit) {
      emit(x);
      emit(x);
    },
    flush: emit => emit(-1),
    save: () => ({ who: 'twice', version: 1 }),
    restore: state => void loadState('twice', 1, state),
  };
  return stage;
};

describe('stateless', () => {
  it('converts each input and holds nothing back', () => {
    expect([
      ...run(
        stateless('negate', (x: number) => -x),
        [1, 2],
      ),
    ]).to.deep.equal([-1, -2]);
  });

  it('restores only its own state', () => {
    const stage = stateless('negate', (x: number) => -x);
    stage.restore(JSON.parse(JSON.stringify(stage.save())));
    expect(() => stage.restore({ who: 'other', version: 1 })).to.throw(FormatError, /^negate: cannot restore/);
  });
});

describe('fuse', () => {
  it('hands each output of a stage to the next one, in order', () => {
    // 1 2 3 -> 1 3 6 -> 1 1 3 3 6 6 and -1 at the end -> in twos
    expect([...run(fuse(sum(), twice(), pairs()), [1, 2, 3])]).to.deep.equal(['1+1', '3+3', '6+6', '-1']);
  });

  it('passes what a stage gives out at the end through the stages behind it, before they end', () => {
    expect([
      ...run(
        fuse(
          pairs(),
          stateless('length', (s: string) => s.length),
        ),
        [1, 2, 3],
      ),
    ]).to.deep.equal([3, 1]);
    expect([...run(fuse(twice(), twice()), [])]).to.deep.equal([-1, -1, -1]);
  });

  it('is associative', () => {
    const inputs = [4, 1, 1, 2, 7];
    const left = [...run(fuse(fuse(sum(), twice()), pairs()), inputs)];
    const right = [...run(fuse(sum(), fuse(twice(), pairs())), inputs)];
    expect(left).to.deep.equal(right);
    expect(left).to.deep.equal([...run(fuse(sum(), twice(), pairs()), inputs)]);
  });

  it('of no stage passes everything through, of one stage is that stage', () => {
    expect([...run(fuse<number>(), [1, 2])]).to.deep.equal([1, 2]);
    expect([...run(fuse(sum()), [1, 2])]).to.deep.equal([1, 3]);
  });

  it('sends outputs where each call says', () => {
    const stage = fuse(
      sum(),
      stateless('same', (x: number) => x),
    );
    const [a, b]: number[][] = [[], []];
    stage.process(1, x => a.push(x));
    stage.process(2, x => b.push(x));
    expect([a, b]).to.deep.equal([[1], [3]]);
  });

  it('goes on after restore in fresh stages as if nothing had happened', () => {
    const inputs = [3, 1, 4, 1, 5];
    const whole = [...run(fuse(sum(), pairs()), inputs)];
    for (let cut = 0; cut <= inputs.length; cut++) {
      const first = fuse(sum(), pairs());
      const out: string[] = [];
      for (const x of inputs.slice(0, cut)) first.process(x, y => out.push(y));
      const second = fuse(sum(), pairs());
      second.restore(JSON.parse(JSON.stringify(first.save())));
      expect([...out, ...run(second, inputs.slice(cut))], `cut at ${cut}`).to.deep.equal(whole);
    }
  });

  it('refuses states of another chain', () => {
    const chain = fuse(sum(), pairs());
    const { stages } = chain.save() as { stages: unknown[] };
    for (const state of [
      { who: 'fuse', version: 1, stages: stages.slice(1) },
      { who: 'fuse', version: 1, stages: [...stages, stages[0]] },
      { who: 'fuse', version: 1, stages: { length: 2 } },
      { who: 'fuse', version: 1 },
      { who: 'fuse', version: 1, stages: [stages[1], stages[0]] },
      { who: 'sum', version: 1, total: 0 },
      null,
    ]) {
      expect(() => chain.restore(state)).to.throw(FormatError);
    }
  });
});

describe('run', () => {
  it('gives outputs as soon as their input has been taken', () => {
    const taken: number[] = [];
    function* source() {
      for (const x of [1, 2, 3]) {
        taken.push(x);
        yield x;
      }
    }
    const outputs = run(sum(), source());
    expect(outputs.next().value).to.equal(1);
    expect(taken).to.deep.equal([1]);
  });

  it('flushes an empty input too', () => {
    expect([...run(twice(), [])]).to.deep.equal([-1]);
  });
});
