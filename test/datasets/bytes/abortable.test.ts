import { expect } from 'chai';
import { csv, ndjson } from '../../../datasets/index.js';
import { sine } from '../../../datasets/generators/index.js';
import { abortable } from '../../../datasets/bytes/abortable.js';

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error,
  );

/** A pipe that has said so much and is silent from then on; `free` ends it. */
function silent(text: string) {
  const state = { closed: false, free: () => {} };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield new TextEncoder().encode(text);
      await new Promise<void>(resolve => (state.free = resolve));
    } finally {
      state.closed = true;
    }
  }
  return { state, input: { name: 'pipe', chunks } };
}
const turn = () => new Promise(resolve => setImmediate(resolve));

describe('abortable', () => {
  it('ends a source that waits for bytes, at once, and closes it when its wait is over', async () => {
    for (const open of [csv, ndjson]) {
      const { state, input } = silent(open === csv ? 'a,b\n1,2\n' : '{"a":1}\n');
      const abort = new AbortController();
      const next = open(input, { signal: abort.signal })[Symbol.asyncIterator]().next();
      await turn();
      abort.abort(new Error('enough'));
      expect(await failureOf(next)).to.have.property('message', 'enough');
      expect(state.closed).to.equal(false);
      state.free();
      await turn();
      expect(state.closed).to.equal(true);
    }
  });

  it('reads nothing under a signal that was aborted before', async () => {
    const { state, input } = silent('a\n1\n');
    const source = csv(input, { signal: AbortSignal.abort(new Error('enough')) });
    expect(await failureOf(source[Symbol.asyncIterator]().next())).to.have.property('message', 'enough');
    expect(state.closed).to.equal(false);
  });

  it('changes nothing without an abort, and leaves no listener', async () => {
    async function* two(): AsyncGenerator<number, void, undefined> {
      yield await Promise.resolve(1);
      yield 2;
    }
    const out: number[] = [];
    for await (const x of abortable(two(), new AbortController().signal)) out.push(x);
    expect(out).to.deep.equal([1, 2]);
  });

  it('ends generators before their next frame', () => {
    const abort = new AbortController();
    const frames = sine({ samples: Infinity, frequency: 1, sampleRate: 100, signal: abort.signal })[Symbol.iterator]();
    expect(frames.next().done).to.equal(false);
    abort.abort(new Error('enough'));
    expect(() => frames.next()).to.throw('enough');
  });

  it('refuses what is no signal at the call', () => {
    for (const open of [csv, ndjson]) {
      expect(() => open('x', { signal: 7 as never })).to.throw(TypeError, 'signal must be an AbortSignal, got 7');
    }
  });
});
