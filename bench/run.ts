import { timeCsv } from './csv.js';
import { checksum, machine, time } from './harness.js';
import { pipelineGroup } from './pipeline.js';

console.log(machine());
await time(pipelineGroup());
await timeCsv();
console.log(`\n${checksum()}`);
