import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activities, activity, activityAt, type ActivitySegment } from '../../datasets/generators/index.js';
import { csv, readModel, shippedNetwork } from '../../datasets/index.js';
import { tflite } from '../../lib/dialects/index.js';
import { DataError } from '../../lib/errors.js';
import { frame, type Frame, streamInfo } from '../../lib/frame.js';
import { dense, flatten, type FloatNetwork, logistic, networkFromJson, sequential } from '../../lib/network.js';
import { normalize, through } from '../../operators/index.js';
import { judgeRecordings, LabelTrack } from '../../pipelines/index.js';
import { sharedData } from '../sharedData.js';

/** p = sigmoid(x) of one sample. */
const detector = sequential({
  name: 'detector',
  input: [1, 1],
  labels: ['fall'],
  layers: [flatten(), dense({ units: 1, weights: [1] }), logistic({ name: 'p' })],
});
const info = streamInfo({ channels: 1, sampleRate: 10, names: ['x'] });
const frames = (...values: number[]) => [frame(Float32Array.from(values), { start: 0, info })];

async function thrown(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error as Error,
  );
}

describe('judgeRecordings', () => {
  it('judges recordings by their labels, and says which were seen before', async () => {
    const recordings = [
      { name: 'f', id: 'hash of f', frames: frames(1, 2, -1), label: 'fall' },
      { name: 'w', frames: frames(-1, -2), label: 'walk' },
    ];
    const report = await judgeRecordings(detector, recordings, { seen: ['hash of f', 'another'] });
    expect(report).to.deep.include({ windows: 5, accuracy: 4 / 5, seen: ['f'] });
    expect(report.byRecording).to.deep.equal({ majority: 1, mean: 1, windows: (2 / 3 + 1) / 2 });
    expect((await judgeRecordings(detector, recordings, { seen: ['w'] })).seen).to.deep.equal(['w']);
    expect((await judgeRecordings(detector, recordings)).seen).to.deep.equal([]);
  });

  it('refuses networks that decide nothing, and data without a label of the network', async () => {
    const values = { ...detector, kinds: ['values'] } as unknown as FloatNetwork;
    expect((await thrown(judgeRecordings(values, []))).message).to.include('output must be one that decides something');
    const classes = { ...detector, kinds: ['logits'] } as unknown as FloatNetwork;
    const error = await thrown(judgeRecordings(classes, [{ name: 'x', frames: frames(1, 2), label: 'Sturz' }]));
    expect(error).to.be.instanceOf(DataError);
    expect(error.message).to.include("a label of the network's (fall)").and.include('2 are labelled "Sturz"');
  });

  it('knows the four activities of persons that the shipped network has not seen, and leaves out windows at changes', async () => {
    const network = networkFromJson(readFileSync(shippedNetwork(), 'utf8'));
    const script: readonly ActivitySegment[] = [0, 1, 2, 3, 2, 0, 3, 1].map(k => ({
      activity: activities[k],
      seconds: 8,
    }));
    const recordings = [2_000_000, 2_000_001, 2_000_002].map(seed => {
      const label = new LabelTrack();
      for (let k = 0; k < 8; k++) label.push({ start: 400 * k, label: script[k].activity });
      return { name: `${seed}`, frames: activity({ script, seed }), label };
    });
    const report = await judgeRecordings(network, recordings, { hop: 32 });
    // windows begin at 0, 32 ... 3136 = 3200 - 64: 99 of them; one straddles where activities differ at its ends
    const at = (sample: number) => activityAt(script, sample);
    const begins = Array.from({ length: 99 }, (_, k) => 32 * k);
    const straddling = begins.filter(begin => at(begin) !== at(begin + 63)).length;
    expect(report).to.include({ straddling: 3 * straddling, unlabelled: 0, windows: 3 * (99 - straddling) });
    expect(report.classes?.map(c => c.windows)).to.deep.equal(
      activities.map(name => 3 * begins.filter(b => at(b) === name && at(b + 63) === name).length),
    );
    console.log(`      ${report.windows} windows: ${((report.accuracy ?? 0) * 100).toFixed(1)} %`);
    expect(report.accuracy).to.be.above(0.95);
    expect(report.pieces).to.have.lengthOf(12);
    expect(report.byRecording).to.include({ majority: 1, mean: 1 });
  });

  it('st_har_int8: confusion and top-1 as TensorFlow Lite decides on the 1,748 windows', async function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const { network } = await readModel(join(data, 'models/st_har_int8.tflite'));
    const names = ['stationary', 'walking', 'running'];
    const folder = join(data, 'signals/accel/st_har');
    async function* recordings() {
      for (const name of readdirSync(folder).sort()) {
        const source = csv(join(folder, name), { sampleRate: 26 });
        const taken: AsyncGenerator<Frame> = through(source, normalize({ std: 4000 }));
        yield await Promise.resolve({ name, frames: taken, label: name.split('_')[0] });
      }
    }
    const report = await judgeRecordings({ ...network, labels: names }, recordings(), { dialect: tflite });
    const codes = new Int8Array(readFileSync(join(data, 'oracle/st_har_int8/outputs.bin')));
    const truth = readFileSync(join(data, 'oracle/st_har_model/labels.bin'));
    const confusion = names.map(() => names.map(() => 0));
    truth.forEach((label, k) => {
      const row = Array.from(codes.subarray(3 * k, 3 * k + 3));
      confusion[label][row.indexOf(Math.max(...row))]++;
    });
    expect(report.windows).to.equal(1748);
    expect(report.confusion).to.deep.equal(confusion);
    expect(report.accuracy?.toFixed(5)).to.equal('0.99085');
    console.log(`      by recording: ${JSON.stringify(report.byRecording)} of ${report.pieces.length}`);
    expect(report.pieces).to.have.lengthOf(readdirSync(folder).length);
  }).timeout(60_000);
});
