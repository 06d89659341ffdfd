import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, FormatError, OptionRangeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { sqnrMeter } from '../../../lib/meters/sqnrMeter.js';
import type { AdaptiveParams } from '../../../lib/qparams.js';
import { adaptiveQuantizer } from '../../../lib/quantizers/adaptiveQuantizer.js';
import { deltaModulation, dpcm, imaAdpcm, jayant, quantizeStage } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

const MAKERS = {
  jayant: (every: number) => jayant({ bits: 3, minStep: 0.01, maxStep: 100, every }),
  dpcm: (every: number) =>
    dpcm({
      bits: 3,
      step: { minStep: 0.01, maxStep: 100 },
      predictor: { taps: 2, update: 'normalized', stepSize: 0.1 },
      every,
    }),
  imaAdpcm: (every: number) => imaAdpcm({ fullScale: 64, every }),
  deltaModulation: (every: number) => deltaModulation({ step: { rule: 'cvsd', minStep: 0.1, maxStep: 9 }, every }),
};

const source = random(20);
const noise = Float32Array.from({ length: 300 }, () => 4 * source.normal());

describe('adaptiveQuantizer', () => {
  for (const [name, make] of Object.entries(MAKERS)) {
    describe(name, () => {
      it('starts frames at absolute indices and says in each the state that it starts from', () => {
        const frames = coded(make(64), noise, { start: 40 });
        expect(frames.map(f => [f.start, f.length])).to.deep.equal([
          [40, 24],
          [64, 64],
          [128, 64],
          [192, 64],
          [256, 64],
          [320, 20],
        ]);
        expect(new Set(frames.map(f => (f.params as AdaptiveParams).constants)).size).to.equal(1);
        for (const f of frames) expect(Object.isFrozen((f.params as AdaptiveParams).state)).to.be.true;
      });

      it('decodes every frame alone, in any order', () => {
        const frames = coded(make(64), noise);
        const whole = decodedIn(coded(make(4096), noise));
        for (const f of [...frames].reverse()) {
          expect(Array.from(decodeFrame(f).data)).to.deep.equal(whole.slice(f.start, f.start + f.length));
        }
      });

      it('forgets everything at a gap', () => {
        const at = (start: number) => frame(noise.slice(0, 50), { start });
        const frames = [...run(quantizeStage({ quantizer: make(4096) }), [at(0), at(51)])];
        expect(frames).to.have.length(2);
        expect(codesIn([frames[1]])).to.deep.equal(codesIn([frames[0]]));
        expect(frames[1].params).to.deep.equal(frames[0].params);
      });

      it('is measured like any other quantizer', () => {
        const frames = coded(make(64), noise);
        const meter = sqnrMeter();
        for (const f of frames) if (f.reference) meter.push({ reference: f.reference, test: f });
        const { samples, overloaded, sqnrWithOffset } = meter.value().total;
        expect([samples, overloaded]).to.deep.equal([300, 0]); // no fixed range: nothing is called overload
        let [signal, error] = [0, 0];
        decodedIn(frames).forEach((y, i) => {
          signal += noise[i] ** 2;
          error += (noise[i] - y) ** 2;
        });
        expect(sqnrWithOffset).to.be.closeTo(10 * Math.log10(signal / error), 1e-9);
      });

      it('refuses a NaN in any place, saying where', () => {
        const info = streamInfo({ channels: 2, names: ['x', 'y'] });
        const data = new Float32Array(20);
        data[17] = NaN;
        const go = () => [...run(quantizeStage({ quantizer: make(4) }), [frame(data, { info, start: 100 })])];
        expect(go).to.throw(DataError, `${name}: channel y is NaN at sample 107`);
      });

      it('stands behind equalize too, and hands the gains on', () => {
        const f = { ...frame(noise.slice(0, 10)), gains: [2] };
        const [coded] = [...run(quantizeStage({ quantizer: make(64) }), [f])];
        expect(coded.gains).to.deep.equal([2]);
      });

      it('refuses every damaged state, and none of its own', () => {
        const used = quantizeStage({ quantizer: make(8) });
        used.process(frame(noise.slice(0, 40), { channels: 2 }), () => {});
        const saved = JSON.stringify(used.save());
        const parts = () => (JSON.parse(saved) as { stages: Record<string, unknown>[] }).stages;
        quantizeStage({ quantizer: make(8) }).restore(JSON.parse(saved));
        const [, core] = parts();
        const numbers = core.state as unknown[];
        const hostile: Record<string, unknown>[] = [
          { ...core, end: 0.5 },
          { ...core, end: 'x' },
          { ...core, state: null },
          { ...core, state: {} },
          { ...core, version: 1 },
          { ...core, who: 'nobody' },
          ...numbers.flatMap((_, k) =>
            ['NaN', 'Infinity', '-Infinity', null, 'x', 1e300].map(bad => ({ ...core, state: numbers.with(k, bad) })),
          ),
        ];
        if (numbers.length / 2 > 1) hostile.push({ ...core, state: numbers.slice(1) });
        for (const bad of hostile) {
          const state = { who: 'fuse', version: 1, stages: [parts()[0], bad] };
          expect(() => quantizeStage({ quantizer: make(8) }).restore(state), JSON.stringify(bad)).to.throw(FormatError);
        }
      });

      it('gives finite samples for any finite input', () => {
        fc.assert(
          fc.property(
            fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
            x => {
              const frames = coded(make(16), x);
              expect(decodedIn(frames).every(Number.isFinite)).to.be.true;
              for (const f of frames) {
                for (const q of f.data) expect(q).to.be.within(f.params.qmin, f.params.qmax);
              }
            },
          ),
          { seed: 20_240_607, numRuns: 1000 },
        );
      });

      stageLaws(name, { make: () => quantizeStage({ quantizer: make(16) }) });
    });
  }

  it('checks the frame length under the name of the quantizer', () => {
    const params = {
      kind: 'adaptive',
      coder: 'delta',
      bits: 1,
      qmin: 0,
      qmax: 1,
      constants: [1, 1, 0, 1, 0, 1, 1],
    } as const;
    expect(() => adaptiveQuantizer('mine', params, [0, 1, 0], 0)).to.throw(OptionRangeError, 'mine: every must be');
    expect(codesIn(coded(adaptiveQuantizer('mine', params, [0, 1, 0], 8), [1, 2]))).to.deep.equal([1, 1]);
  });
});
