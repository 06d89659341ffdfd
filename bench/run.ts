import { writeFile } from 'node:fs/promises';
import { timeCsv } from './csv.js';
import { frontendGroup } from './frontend.js';
import { checksum, type Group, machine, measured, time } from './harness.js';
import { integerGroups } from './integer.js';
import { timeModels } from './models.js';
import { performancePage } from './page.js';
import { pipelineGroup } from './pipeline.js';
import { recordedGroups } from './recorded.js';
import { runtimeGroups } from './runtimes.js';
import { streamingGroups } from './streaming.js';
import { wireGroups } from './wire.js';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  pipeline: () => time(pipelineGroup()),
  frontend: () => time(frontendGroup()),
  csv: timeCsv,
  runtimes: async () => all(await runtimeGroups()),
  integer: () => all(integerGroups()),
  recorded: () => all(recordedGroups()),
  streaming: async () => all(await streamingGroups()),
  wire: () => all(wireGroups()),
  models: timeModels,
};

async function all(groups: readonly Group[]): Promise<void> {
  for (const group of groups) await time(group);
}

// all parts, or those named: npm run bench -- integer wire [--json FILE] [--page]
const [, , ...words] = process.argv;
const at = words.indexOf('--json');
const [json] = at < 0 ? [] : words.splice(at, 2).slice(1);
const page = words.includes('--page');
const chosen = words.filter(word => word !== '--page');
const unknown = chosen.find(word => !Object.hasOwn(parts, word));
if (unknown !== undefined)
  throw new RangeError(`bench: the parts are ${Object.keys(parts).join(', ')}, got ${unknown}`);

console.log(machine());
for (const [name, run] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await run();
console.log(`\n${checksum()}`);
if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine: machine(), rows: measured() }, null, 2)}\n`);
if (page) await writeFile(new URL('../docs/performance.md', import.meta.url), performancePage(machine(), measured()));
