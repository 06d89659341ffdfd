import { expect } from 'chai';
import { FormatError, OptionTypeError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import {
  averagePool1d,
  compile,
  conv1d,
  dense,
  inferByStage,
  type InferByStageOptions,
  reduceMean,
  sequential,
  slidingStage,
  streamNetwork,
} from '../../../lib/network.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const network = sequential({
  name: 'small',
  input: [8, 1],
  layers: [
    conv1d({ filters: 2, kernel: 3 }),
    averagePool1d({ size: 2 }),
    reduceMean({ axes: [0] }),
    dense({ units: 2 }),
  ],
});
// its state lives in the windows of its layers
const compiled = compile(streamNetwork(network, { hop: 2 }));

const names = ['a', 'b', 'c', 'd', 'e'];
const infos = names.map(source => streamInfo({ channels: 1, source }));

/** Frames of random lengths of each source, in a random order. */
function merged(count: number): Frame[] {
  const generator = random(11);
  const ends = names.map(() => 0);
  return Array.from({ length: count }, () => {
    const k = generator.bits() % names.length;
    const data = new Float32Array(1 + (generator.bits() % 5)).map(() => generator.normal());
    const f = frame(data, { info: infos[k], start: ends[k] });
    ends[k] += data.length;
    return f;
  });
}

/** What each source got, by index and values. */
function bySource(
  outputs: Iterable<{ readonly info: Frame['info']; readonly start: number; readonly data: ArrayLike<number> }>,
) {
  const found = new Map<string, unknown[]>();
  for (const { info, start, data } of outputs) {
    const key = info.source ?? '';
    found.set(key, [...(found.get(key) ?? []), [start, ...Array.from(data)]]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each source through a network of its own. */
const apart = (frames: readonly Frame[]) =>
  bySource(
    names.flatMap(name => [
      ...run(
        slidingStage(compiled),
        frames.filter(f => f.info.source === name),
      ),
    ]),
  );

describe('inferByStage', () => {
  it('gives each stream what a network of its own gives', () => {
    const frames = merged(200);
    expect(bySource(run(inferByStage(compiled), frames))).to.deep.equal(apart(frames));
  });

  it('goes on with streams that were ended, from the states that were kept as JSON', () => {
    const frames = merged(200);
    const kept = new Map<string, string>();
    let ended = 0;
    const options: InferByStageOptions = {
      capacity: 2,
      onEvict(key, state) {
        ended++;
        kept.set(key, JSON.stringify(state));
      },
      recall: key => JSON.parse(kept.get(key) ?? 'null') as unknown,
    };
    expect(bySource(run(inferByStage(compiled, options), frames))).to.deep.equal(apart(frames));
    expect(ended).to.be.above(50);
    // without recall they begin anew, and outputs are missing
    expect(bySource(run(inferByStage(compiled, { capacity: 2 }), frames))).to.not.deep.equal(apart(frames));
  });

  it('moves a stream to another compiled network', () => {
    const frames = merged(60).filter(f => f.info.source === 'a');
    const half = frames.length >> 1;
    let saved: string | undefined;
    const first = inferByStage(compiled, { capacity: 1, onEvict: (_, state) => (saved ??= JSON.stringify(state)) });
    const out = [...run(first, [...frames.slice(0, half), frame(new Float32Array(1), { info: infos[1] })])];
    const other = inferByStage(compile(streamNetwork(network, { hop: 2 })), {
      recall: () => JSON.parse(saved ?? 'null') as unknown,
    });
    out.push(...run(other, frames.slice(half)));
    expect(bySource(out)).to.deep.equal(apart(frames));
  });

  it('saves and restores all streams at once, without asking for any', () => {
    const frames = merged(120);
    const out: Frame[] = [];
    const emit = (f: unknown) => void out.push(f as Frame);
    const first = inferByStage(compiled);
    for (const f of frames.slice(0, 60)) first.process(f, emit);
    const asked: string[] = [];
    const second = inferByStage(compiled, { recall: key => void asked.push(key) });
    second.restore(JSON.parse(JSON.stringify(first.save())));
    for (const f of frames.slice(60)) second.process(f, emit);
    expect(bySource(out)).to.deep.equal(apart(frames));
    expect(asked).to.deep.equal([]);
  });

  it('refuses a recalled state of something else, and wrong options', () => {
    const stage = inferByStage(compiled, { recall: () => ({ who: 'nobody' }) });
    expect(() => [...run(stage, merged(1))]).to.throw(FormatError, 'cannot restore a state saved by "nobody"');
    expect(() => inferByStage(compiled, { onEvict: 1 as never })).to.throw(
      OptionTypeError,
      'onEvict must be a function',
    );
  });

  stageLaws('inferBy', { make: () => inferByStage(compiled), channels: 1 });
});
