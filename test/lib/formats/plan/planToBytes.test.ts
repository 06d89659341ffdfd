import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allocate, elementsOf } from '../../../../lib/graph/tensor.js';
import { compilePlan, importTflite, lower, type Network, type Plan } from '../../../../lib/network.js';
import { planFromBytes, planToBytes } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';
import { codeCases } from '../codeCases.js';
import { layerCases } from '../layerCases.js';
import { atLeastOne } from '../../../atLeastOne.js';

const SEED = 44;

/** What a plan gives in three runs on seeded inputs, state carried. */
function outputs(plan: Plan): number[][] {
  const { bits, normal } = random(SEED);
  const compiled = compilePlan(plan);
  const state = compiled.newState();
  const made = compiled.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
  return [0, 1, 2].flatMap(() => {
    const given = compiled.inputs.map(({ params, shape }) =>
      allocate(params, elementsOf(shape)).map(() =>
        params ? params.qmin + (bits() % (params.qmax - params.qmin + 1)) : normal(),
      ),
    );
    compiled.run(state, given, made);
    return made.map(y => Array.from(y));
  });
}

const cases: readonly (readonly [title: string, network: Network])[] = [...codeCases, ...Object.entries(layerCases)];
const one = (title: string) => codeCases.find(([name]) => name.startsWith(title))?.[1] ?? codeCases[0][1];

describe('planToBytes', () => {
  it('give the same bytes again, and a plan that runs bit for bit, for every kind of layer', () => {
    for (const [title, network] of cases) {
      const plan = lower(network);
      const file = planToBytes(plan);
      const loaded = planFromBytes(file);
      expect(planToBytes(loaded), title).to.deep.equal(file);
      expect(outputs(loaded), title).to.deep.equal(outputs(plan));
    }
    expect(cases.length).to.be.above(100);
  });

  it('read from any place in memory, and leave the file as it is', () => {
    const plan = lower(one('conv'));
    const file = planToBytes(plan);
    const shifted = new Uint8Array(file.length + 3).subarray(3);
    shifted.set(file);
    expect(outputs(planFromBytes(shifted))).to.deep.equal(outputs(plan));
    expect(shifted).to.deep.equal(file);
  });

  it('keep whole models', function () {
    const folder = sharedData();
    const models = folder && join(folder, 'models');
    if (!models || !existsSync(models)) return this.skip();
    const files = atLeastOne(
      readdirSync(models).filter(name => /(int8|quantized|nabu)\.tflite$/.test(name)),
      models,
    );
    for (const name of files) {
      const plan = lower(importTflite(new Uint8Array(readFileSync(join(models, name)))));
      const file = planToBytes(plan);
      expect(outputs(planFromBytes(file)), name).to.deep.equal(outputs(plan));
    }
    expect(files.length).to.be.above(3);
  });
});
