import { timeCsv } from './csv.js';
import { checksum, machine, time } from './harness.js';
import { integerGroups } from './integer.js';
import { pipelineGroup } from './pipeline.js';
import { wireGroups } from './wire.js';

console.log(machine());
await time(pipelineGroup());
await timeCsv();
for (const group of [...integerGroups(), ...wireGroups()]) await time(group);
console.log(`\n${checksum()}`);
