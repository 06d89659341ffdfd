import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { calibrateStage, type Range } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const at = (start: number, ...values: number[]) => frame(Float32Array.from(values), { start });

describe('calibrateStage', () => {
  it('freezes the range of the first samples and loses none of them', () => {
    const seen: Range[] = [];
    const out = [
      ...run(calibrateStage({ samples: 3, onRange: r => seen.push(r) }), [at(0, 1, -2), at(2, 3, 100), at(4, 50)]),
    ];
    expect(seen).to.deep.equal([{ min: [-2], max: [3] }]);
    expect(out.flatMap(f => [...f.data])).to.deep.equal([1, -2, 3, 100, 50]);
    for (const f of out) expect(f.range).to.equal(seen[0]);
  });

  it('calibrates a shorter stream on what there is', () => {
    const [f] = [...run(calibrateStage({ samples: 1000 }), [at(0, 1, -2)])];
    expect(f.range).to.deep.equal({ min: [-2], max: [1] });
  });

  it('gives nothing for nothing', () => {
    expect([...run(calibrateStage({ samples: 10 }), [])]).to.deep.equal([]);
  });

  it('refuses a missing or impossible number of samples at the call', () => {
    expect(() => calibrateStage({ samples: 0 })).to.throw(
      RangeError,
      'calibrate: samples must be an integer in [1, 16777216], got 0',
    );
    expect(() => calibrateStage({} as { samples: number })).to.throw(
      TypeError,
      'samples must be a number, got undefined',
    );
  });

  stageLaws('calibrateStage', { make: () => calibrateStage({ samples: 20 }) });
});
