import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { map, type OperatorFunction, pipe } from 'rxjs';
import { csv } from '../../datasets/index.js';
import type { Frame } from '../../lib/frame.js';
import { DecisionSummary, networkQuantization, sensorClassifier } from '../../pipelines/index.js';
import { through } from '../../operators/index.js';
import { outputReaders } from '../../lib/network.js';
import { harNetwork } from '../lib/inference/harNetwork.js';
import { sharedData } from '../sharedData.js';

/** The recordings are in mg, the network takes mg / 4000. */
const inFullScale: OperatorFunction<Frame, Frame> = map(f => ({ ...f, data: f.data.map(x => x / 4000) }));

describe('the activity network st_har, from its CSV files to integer decisions', () => {
  const folder = sharedData();

  it('keeps top-1 of at least 0.990 and 30 dB on the 1,748 windows', async function () {
    if (folder === undefined) return this.skip();
    const recordings = join(folder, 'signals/accel/st_har');
    const files = readdirSync(recordings).sort();
    const float = harNetwork(folder).network;
    const options = { sampleRate: 26, columns: [0, 1, 2] };

    async function* all(): AsyncGenerator<Frame> {
      let start = 0;
      for (const file of files) {
        for await (const f of through(csv(join(recordings, file), options), inFullScale)) {
          yield { ...f, start: start + f.start };
        }
        start += 10_000; // a gap: no window spans two recordings
      }
    }
    const network = await networkQuantization(float, all());

    const names = float.labels ?? [];
    const total = new DecisionSummary(outputReaders(network));
    let correct = 0;
    for (const file of files) {
      const label = names.find(name => file.startsWith(name));
      const decide = pipe(inFullScale, sensorClassifier({ network, reference: float, hop: 26 }));
      for await (const d of through(csv(join(recordings, file), options), decide)) {
        total.push(d);
        if (d.label === label) correct++;
      }
    }
    const top1 = correct / total.windows;
    console.log(
      `      ${total.windows} windows: top-1 ${top1.toFixed(5)}, output SQNR ${total.sqnrWithOffset.toFixed(2)} dB, ` +
        `${total.agreeing} decisions as in float`,
    );
    expect(total.windows).to.equal(1748);
    expect(top1).to.be.at.least(0.99);
    expect(total.sqnrWithOffset).to.be.at.least(30);
  });
});
