import { frame, type Frame, minMax, random } from '../lib/index.js';
import { moments, sketch } from '../lib/statistics/index.js';
import { machine } from './harness.js';

const FRAME = 4096;
const SAMPLES = 100_000_000;
const ROUND = 256; // frames made beforehand, pushed again and again

/** Tracks 1e8 samples and prints the time a sample, the memory of the process before and after, and the size of the state. */
function track(name: string, summary: { push(f: Frame): void; save(): unknown }, frames: readonly Frame[]): void {
  const before = process.memoryUsage().rss;
  const begin = process.hrtime.bigint();
  for (let start = 0, k = 0; start < SAMPLES; start += FRAME, k++) summary.push({ ...frames[k % ROUND], start });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `${name.padEnd(10)} ${((seconds / SAMPLES) * 1e9).toFixed(2)} ns a sample; resident ${mb(before)} before, ` +
      `${mb(process.memoryUsage().rss)} after, peak ${mb(process.resourceUsage().maxRSS * 1024)}; ` +
      `state ${JSON.stringify(summary.save()).length} bytes as JSON`,
  );
}

const g = random(1);
const frames = Array.from({ length: ROUND }, () => frame(Float32Array.from({ length: FRAME }, () => g.normal() ** 3)));
console.log(machine());
track('minMax', minMax(), frames);
track('sketch', sketch(), frames);
track('moments', moments(), frames);
