// Weights are frames too: the same trackers, quantizers and meters measure what 4 and 8 bits cost each layer.
import { readFile } from 'node:fs/promises';
import { from, lastValueFrom } from 'rxjs';
import { networkFromJson, quantize, shippedNetwork, sqnr, symmetric, trackRange, weightFrames } from '../node.js';

const network = networkFromJson(await readFile(shippedNetwork(), 'utf8'));
for (const weights of weightFrames(network)) {
  for (const bits of [4, 8]) {
    for (const axis of ['tensor', 'channel'] as const) {
      const quantizer = symmetric({ bits, axis });
      const report = await lastValueFrom(
        from([weights]).pipe(trackRange({ every: weights.length }), quantize({ quantizer }), sqnr({ pooled: true })),
      );
      const { sqnrWithOffset } = report.total; // weights have no offset to speak of, and network tools count it
      console.log(`${weights.info.names[0]} ... ${bits} bits per ${axis}: ${sqnrWithOffset.toFixed(2)} dB`);
    }
  }
}
