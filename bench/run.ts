import { timeCsv } from './csv.js';
import { checksum, machine, time } from './harness.js';
import { integerGroups } from './integer.js';
import { timeModels } from './models.js';
import { pipelineGroup } from './pipeline.js';
import { recordedGroups } from './recorded.js';
import { streamingGroups } from './streaming.js';
import { wireGroups } from './wire.js';

console.log(machine());
// all parts, or those named: npm run bench -- integer wire
const [, , ...chosen] = process.argv;
const wanted = (part: string) => chosen.length === 0 || chosen.includes(part);
if (wanted('pipeline')) await time(pipelineGroup());
if (wanted('csv')) await timeCsv();
if (wanted('integer')) for (const group of [...integerGroups(), ...recordedGroups()]) await time(group);
if (wanted('streaming')) for (const group of streamingGroups()) await time(group);
if (wanted('wire')) for (const group of wireGroups()) await time(group);
if (wanted('models')) await timeModels();
console.log(`\n${checksum()}`);
