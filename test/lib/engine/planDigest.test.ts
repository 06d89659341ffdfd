import { expect } from 'chai';
import { planDigest } from '../../../lib/engine/planDigest.js';
import { FormatError } from '../../../lib/errors.js';
import { compile, compilePlan, dialects, lower, planFromBytes, planToBytes } from '../../../lib/network.js';
import { codeCases } from '../formats/codeCases.js';
import { layerCases } from '../formats/layerCases.js';

function caseOf(start: string) {
  const found = codeCases.find(([name]) => name.startsWith(start));
  if (!found) throw new Error(`${start}: there must be a case`);
  return found[1];
}

/** Arrays of integers anywhere in a value. */
function arraysIn(value: unknown): (Int8Array | Int32Array)[] {
  if (value instanceof Int8Array || value instanceof Int32Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}

describe('planDigest', () => {
  it('is that of the plan, before and behind its file, and no other network of the cases has it', () => {
    const seen = new Map<string, string>();
    for (const [name, network] of [...codeCases, ...Object.entries(layerCases)]) {
      const plan = lower(network);
      const digest = planDigest(plan);
      expect(digest, name).to.match(/^[0-9a-f]{8}$/);
      expect(planDigest(planFromBytes(planToBytes(plan))), name).to.equal(digest);
      expect(planDigest(lower(network)), name).to.equal(digest);
      expect(seen.get(digest), name).to.equal(undefined);
      seen.set(digest, name);
    }
  });

  it('refuses the state of another dialect, and of a network whose weights differ by one code', () => {
    const network = caseOf('variables');
    const [tflm, tflite] = [dialects.tflm, dialects.tflite].map(dialect => compile(network, { dialect }));
    const saved = tflm.newState().save();
    tflm.newState().restore(JSON.parse(JSON.stringify(saved)));
    expect(() => tflite.newState().restore(saved)).to.throw(FormatError, /another network, or in another dialect/);

    const dense = caseOf('dense');
    const own = compile(dense).newState().save();
    const plan = planFromBytes(planToBytes(lower(dense)));
    expect(() => compilePlan(plan).newState().restore(own)).to.not.throw();
    const [weights] = plan.calls.flatMap(({ constants }) => arraysIn(constants));
    weights[0] ^= 1;
    expect(() => compilePlan(plan).newState().restore(own)).to.throw(FormatError, /another network/);
  });
});
