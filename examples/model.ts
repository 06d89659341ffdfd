// A model file in, decisions out, and the same model as ONNX: whatever the format, there is one network inside.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  csv,
  exportOnnx,
  infer,
  networkToBinary,
  readModel,
  shippedCsv,
  shippedNetwork,
  summaryText,
} from '../node.js';
import { summary, through } from '../node.js';

const { format, network } = await readModel(shippedNetwork()); // or a .tflite, or an .onnx
console.log(`${format}, ${network.arithmetic}\n${summaryText(summary(network))}`);

const folder = await mkdtemp(join(tmpdir(), 'bitstair-model-'));
try {
  await writeFile(join(folder, 'activity.onnx'), exportOnnx(network));
  const { json, weights } = networkToBinary(network);
  await writeFile(join(folder, 'activity.json'), JSON.stringify(json));
  await writeFile(join(folder, 'activity.bin'), weights);

  for (const file of ['activity.onnx', 'activity.json']) {
    const model = await readModel(join(folder, file));
    const counts = new Map<number, number>();
    for await (const { data, channels, length } of through(csv(shippedCsv()), infer(model.network))) {
      for (let k = 0; k < length; k++) {
        const scores = Array.from({ length: channels }, (_, c) => data[c * length + k]);
        const best = scores.indexOf(Math.max(...scores));
        counts.set(best, (counts.get(best) ?? 0) + 1);
      }
    }
    console.log(file, Object.fromEntries([...counts].map(([best, n]) => [network.labels?.[best] ?? best, n])));
  }
} finally {
  await rm(folder, { recursive: true });
}
