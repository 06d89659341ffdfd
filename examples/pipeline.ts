// A sensor CSV goes in, an integer network's decisions come out; the file is read no faster than the loop takes them.
import { readFile } from 'node:fs/promises';
import { pipe } from 'rxjs';
import { csv, infer, networkFromJson, networkQuantization, reframe, shippedCsv, shippedNetwork } from '../node.js';
import { affine, dequantize, quantize, tapSqnr, through } from '../node.js';

const float = networkFromJson(await readFile(shippedNetwork(), 'utf8'));
if (float.arithmetic !== 'float32') throw new Error('expected a float network');
const network = await networkQuantization(float, csv(shippedCsv()));

const decide = pipe(
  reframe({ size: 256 }),
  quantize({ quantizer: affine(), params: network.inputs[0].params }),
  tapSqnr({ onReport: r => console.log(`input SQNR about the mean: ${r.total.sqnr.toFixed(2)} dB`) }),
  infer(network, { hop: 64 }),
  dequantize(),
);
for await (const { data, length, info } of through(csv(shippedCsv()), decide)) {
  for (let k = 0; k < length; k++) {
    const scores = info.names.map((_, c) => data[c * length + k]);
    console.log(info.names[scores.indexOf(Math.max(...scores))]);
  }
}
