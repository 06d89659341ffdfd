/**
 * Trains the shipped activity classifier, from scratch and seeded, in about a minute on one core:
 *
 *     npx tsx scripts/trainActivityNetwork.ts            trains, writes datasets/files/activity.network.json, checks it
 *     npx tsx scripts/trainActivityNetwork.ts --check    checks the shipped file only
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { activities } from '../datasets/generators/index.js';
import { shippedNetwork } from '../datasets/shipped.js';
import { networkFromJson, networkToJson } from '../lib/formats/json/networkJson.js';
import { random } from '../lib/random.js';
import { activityLayers, activityNetwork } from './training/activityNetwork.js';
import { evaluate } from './training/evaluate.js';
import { train } from './training/train.js';
import { unseenWindows, trainingWindows } from './training/windows.js';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const file = new URL('../datasets/files/activity.network.json', import.meta.url);

if (!values.check) {
  const layers = activityLayers(random(7));
  train(layers, trainingWindows(), {
    ...{ epochs: 8, batch: 32, rate: 0.003, decay: 0.02, smoothing: 0.04, seed: 7 },
    report: (epoch, loss) => console.log(`epoch ${epoch + 1}: cross-entropy ${loss.toFixed(4)} nat`),
  });
  writeFileSync(file, `${JSON.stringify(networkToJson(activityNetwork(layers)))}\n`);
}

const { windows, accuracy, confusion } = evaluate(
  networkFromJson(readFileSync(shippedNetwork(), 'utf8')),
  unseenWindows(),
);
console.log(`${(100 * accuracy).toFixed(2)} % of ${windows} windows of unseen persons`);
console.log(`${'was \\ taken for'.padEnd(16)}${activities.map(name => name.padStart(8)).join('')}`);
confusion.forEach((row, k) => {
  console.log(`${activities[k].padEnd(16)}${row.map(count => String(count).padStart(8)).join('')}`);
});
