import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, shippedCsv, shippedNetwork } from '../../datasets/index.js';
import { recipeOf, type RecipeOptions } from '../../lib/ptq/index.js';
import { testFolder } from '../datasets/testModel.js';
import { runCommand } from './runCommand.js';

const run = (...args: readonly string[]) => runCommand('quantize-model', ...args);

describe('bitstair quantize-model', () => {
  const folder = testFolder();
  const path = (name: string) => join(folder(), name);

  it('writes an integer network that is read again, says what it loses where, and echoes the recipe as data', async () => {
    writeFileSync(path('recipe.json'), JSON.stringify({ weights: { bits: 4 }, rounding: 'gptq', correctBias: true }));
    const out = path('four.json');
    const args = [
      shippedNetwork(),
      '--calibrate',
      shippedCsv(),
      '--recipe',
      path('recipe.json'),
      '--to',
      'json',
      '--out',
      out,
    ];
    const { status, stdout, stderr } = await run(...args, '--json');
    expect([status, stderr]).to.deep.equal([0, '']);
    const said = JSON.parse(stdout) as {
      recipe: RecipeOptions;
      windows: number;
      figures: { output: number; agreement: number };
      layers: { name: string; cumulative: number }[];
      floatLayers: unknown[];
    };
    expect(said.recipe).to.deep.equal(recipeOf({ weights: { bits: 4 }, rounding: 'gptq', correctBias: true }));
    expect(said.windows).to.equal(62); // 80 s at 50 Hz in windows of 64
    expect(said.floatLayers).to.deep.equal([]);
    expect(said.figures.agreement).to.be.at.least(0.95);
    expect(said.layers.map(({ cumulative }) => cumulative)).to.deep.equal(
      said.layers.map(({ cumulative }) => cumulative).sort((a, b) => a - b),
    );
    const { network } = await readModel(out);
    expect(network.arithmetic).to.equal('integer');
    expect(network.recipe).to.include('"bits":4');
  });

  it('suits a target, and shows its text', async () => {
    const args = [
      shippedNetwork(),
      '--calibrate',
      shippedCsv(),
      '--target',
      'espDl',
      '--to',
      'json',
      '--out',
      path('esp.json'),
    ];
    const { status, stdout } = await run(...args);
    expect(status).to.equal(0);
    expect(stdout).to.include('where most is lost');
    expect(readFileSync(path('esp.json'), 'utf8')).to.include('"shift"');
  });

  it('refuses recipes that are none, and files that exist', async () => {
    writeFileSync(path('none.json'), '{ "bits": 4 }');
    const args = [shippedNetwork(), '--calibrate', shippedCsv(), '--to', 'json', '--out', path('x.json')];
    const wrong = await run(...args, '--recipe', path('none.json'));
    expect([wrong.status, wrong.stderr]).to.deep.include(2);
    expect(wrong.stderr).to.include('recipe: there is no option "bits"');
    expect((await run(...args, '--recipe', path('missing.json'))).stderr).to.include('must be a recipe in JSON');
    const again = [shippedNetwork(), '--calibrate', shippedCsv(), '--to', 'json', '--out', path('four.json')];
    expect((await run(...again)).stderr).to.include('exists; give --force');
  });
});
