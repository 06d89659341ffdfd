// Loads one model a few times in a process of its own, and prints what it took as JSON: see models.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { readModel } from '../datasets/index.js';

const ROUNDS = 7;
const [, , path, maxBytes] = process.argv;

/** Bytes of the machine's memory: now, and at most since the last call of `resetPeak`. Linux only. */
function residentBytes(): { readonly now: number; readonly peak: number } | undefined {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const field = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]);
    return { now: field('VmRSS'), peak: field('VmHWM') };
  } catch {
    return undefined;
  }
}

function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5'); // see proc(5)
  } catch {
    // no such system: no peak
  }
}

function collected(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage(); // external holds array buffers too
  return heapUsed + external;
}

const load = () => readModel(path, { maxBytes: Number(maxBytes) });
const before = collected();
resetPeak();
const resident = residentBytes();
const begin = performance.now();
let model = await load();
const times = [performance.now() - begin];
const peak = residentBytes();
const held = collected() - before;
for (let round = 1; round < ROUNDS; round++) {
  const start = performance.now();
  model = await load();
  times.push(performance.now() - start);
}
console.log(
  JSON.stringify({
    bytes: model.bytes,
    layers: model.network.layers.length,
    first: times[0],
    best: Math.min(...times),
    held,
    peak: resident && peak && peak.peak - resident.now,
  }),
);
