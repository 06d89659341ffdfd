import { expect } from 'chai';
import { type Frame, frame } from '../../../lib/frame.js';
import { windowSharesStage } from '../../../lib/inference/windowSharesStage.js';
import { newMarks, setMark } from '../../../lib/marks.js';
import { sliceFrame } from '../../../lib/sliceFrame.js';
import { run } from '../../../lib/stage.js';

const shares = (f: Frame, [low, high] = [-Infinity, Infinity]) => [...run(windowSharesStage(32, 16, low, high), [f])];
/** 32 values, each once. */
const moving = Array.from({ length: 32 }, (_, i) => ((i * 13) % 32) - 16);

describe('windowSharesStage', () => {
  it('finds nothing in a signal that moves', () => {
    expect(shares(frame(Float32Array.from(moving)))).to.deep.equal([
      { index: 0, held: 0, flat: 0, railed: 0, clipped: 0 },
    ]);
  });

  it('counts runs of half a window as flat, channel by channel', () => {
    const [window] = shares(frame(Float32Array.of(...moving, ...new Array<number>(32).fill(5)), { channels: 2 }));
    expect(window).to.deep.equal({ index: 0, held: 0, flat: 0.5, railed: 0, clipped: 0 });
    const [short] = shares(frame(Float32Array.of(...moving.slice(0, 17), ...new Array<number>(15).fill(5))));
    expect(short.flat).to.equal(0); // 15 of 16
  });

  it('counts three and more in a row at an extreme as railed, where the channel moves', () => {
    const railed = moving.map((x, i) => (i >= 4 && i < 12 ? 40 : x)); // eight at the top
    expect(shares(frame(Float32Array.from(railed)))[0].railed).to.equal(8 / 32);
    const coarse = moving.map(x => Math.sign(x)); // three values: a step of the sensor, no rail
    expect(shares(frame(Float32Array.from(coarse)))[0].railed).to.equal(0);
  });

  it('counts what the codes do not hold, and what was made up', () => {
    const filled = newMarks(32);
    for (const i of [3, 4, 5, 6]) setMark(filled, i);
    const [window] = shares({ ...frame(Float32Array.from(moving)), filled }, [-14, 14]);
    expect([window.held, window.clipped]).to.deep.equal([4 / 32, 3 / 32]); // -16, -15 and 15
  });

  it('speaks of the windows that a network is run on: whole ones that no gap cuts', () => {
    const f = frame(Float32Array.from({ length: 60 }, (_, i) => i));
    const later = { ...f, start: 100 };
    expect([...run(windowSharesStage(32, 16, -1, 1), [f, later])].map(w => w.index)).to.deep.equal([0, 1, 7, 8]);
  });

  it('says the same of any cutting, and goes on behind save and restore', () => {
    const f = frame(Float32Array.from({ length: 200 }, (_, i) => (i % 50 < 20 ? 3 : Math.sin(i))));
    const whole = shares(f, [-0.5, 0.5]);
    expect(whole.some(w => w.flat > 0 && w.clipped > 0)).to.equal(true);
    for (const cut of [1, 7, 33, 199]) {
      const [first, second] = [windowSharesStage(32, 16, -0.5, 0.5), windowSharesStage(32, 16, -0.5, 0.5)];
      const out = [...run({ ...first, flush: () => {} }, [sliceFrame(f, 0, cut)])];
      second.restore(JSON.parse(JSON.stringify(first.save())));
      expect([...out, ...run(second, [sliceFrame(f, cut, 200)])]).to.deep.equal(whole);
    }
  });
});
