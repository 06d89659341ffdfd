import { expect } from 'chai';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedNetwork } from '../../datasets/index.js';
import { activities, activity, type ActivitySegment } from '../../datasets/generators/index.js';
import { type AnyNetwork, dense, flatten, logistic, networkToJson, sequential } from '../../lib/network.js';
import type { TruthReport } from '../../pipelines/index.js';
import { testFolder } from '../datasets/testModel.js';
import { sharedData } from '../sharedData.js';
import { runCommand as run } from './runCommand.js';

interface Document {
  readonly truth: TruthReport & { readonly seen: readonly string[] };
  readonly totals: Record<string, number>;
  readonly warnings: readonly string[];
}

async function documentOf<D = Document>(...args: string[]): Promise<D> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect([status, stderr]).to.deep.equal([0, '']);
  return JSON.parse(stdout) as D;
}

/** p = sigmoid(x) of one sample. */
const detector = sequential({
  name: 'detector',
  input: [1, 1],
  labels: ['fall'],
  layers: [flatten(), dense({ units: 1, weights: [1] }), logistic({ name: 'p' })],
});

const script: readonly ActivitySegment[] = [0, 1, 2, 3, 2, 0, 3, 1].map(k => ({ activity: activities[k], seconds: 8 }));

/** A recording of a person as a table in g, with the activity of each sample in a last column. */
function labelled(seed: number, segments = script, column = true): string {
  const labels = segments.flatMap(s => Array.from({ length: 50 * s.seconds }, () => s.activity));
  let row = 0;
  const lines = [...activity({ script: segments, seed })].flatMap(({ data, length }) =>
    Array.from({ length }, (_, i) =>
      [...[0, 1, 2].map(c => data[c * length + i].toFixed(5)), ...(column ? [labels[row++]] : [])].join(','),
    ),
  );
  return [`ax [g],ay [g],az [g]${column ? ',activity' : ''}`, ...lines, ''].join('\n');
}

describe('bitstair run --truth', () => {
  const folder = testFolder();
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder(), name), content);
    return join(folder(), name);
  };
  const model = (name: string, network: AnyNetwork) => write(name, JSON.stringify(networkToJson(network)));

  it('judges by a column of the file, in JSON and in tables of 80 columns', async () => {
    const data = write('person.csv', labelled(2_000_000));
    const given = ['run', shippedNetwork(), data, '--rate', '50', '--hop', '32', '--truth', 'activity'];
    const { truth, warnings } = await documentOf(...given);
    // 99 windows of 64 samples, 32 apart. A change inside of [32 k, 32 k + 64) is in two windows, one at a multiple of 32 in one: of the
    // changes at 400, 800 ... 2800 the four at odd multiples of 400 are in two, three in one
    expect(truth).to.include({ windows: 99 - 11, straddling: 4 * 2 + 3, unlabelled: 0 });
    expect(truth.accuracy).to.be.above(0.9);
    expect(truth.classes?.map(c => c.label)).to.deep.equal(activities);
    expect(truth.pieces.map(p => [p.recording, p.label, p.majority])).to.deep.equal(
      activities.map(name => ['person.csv', name, name]),
    );
    expect(warnings).to.deep.equal([]);
    const { stdout } = await run(...given);
    expect(stdout)
      .to.match(/^truth +column activity$/m)
      .and.include('left out: 11 with several labels, 0 without one');
    const tables = stdout.slice(stdout.indexOf('\nclasses\n'), stdout.indexOf('\nread\n')).split('\n');
    expect(tables.length).to.be.above(20);
    expect(tables.filter(line => line.length > 80)).to.deep.equal([]);
  });

  it('judges recordings by label, as files or as folders, and warns of those that were seen', async () => {
    const root = join(folder(), 'recordings');
    const files: string[] = [];
    const names = [...activities].sort(); // as the folders come
    for (const [k, name] of names.entries()) {
      mkdirSync(join(root, name), { recursive: true });
      for (const person of [1, 2]) {
        files.push(join('recordings', name, `p${person}.csv`));
        write(files[2 * k + person - 1], labelled(2_000_100 + person, [{ activity: name, seconds: 6 }], false));
      }
    }
    const options = ['--rate', '50', '--hop', '64'];
    const byFolder = await documentOf('run', shippedNetwork(), root, ...options);
    expect(byFolder.truth.pieces).to.have.lengthOf(8);
    expect(byFolder.truth.pieces[0]).to.include({ recording: 'rest/p1.csv', label: 'rest', windows: 4 });
    expect(byFolder.truth.byRecording?.majority).to.equal(1);
    const paths = files.map(file => join(folder(), file));
    const byFile = names.flatMap((name, k) => ['--truth', `${name}=${paths[2 * k]},${paths[2 * k + 1]}`]);
    // a copy elsewhere is the same recording
    const copy = write('copy.csv', labelled(2_000_102, [{ activity: names[1], seconds: 6 }], false));
    const { truth, warnings } = await documentOf('run', shippedNetwork(), ...byFile, ...options, '--seen', copy);
    expect({ ...truth, seen: [] }).to.deep.equal(byFolder.truth);
    expect(truth.seen).to.deep.equal([`${names[1]}/p2.csv`]);
    expect(warnings).to.deep.equal([
      `the model was calibrated or trained on 1 of the 8 recordings that judge it (${names[1]}/p2.csv): the figures do not show how it ` +
        'does on others',
    ]);
  });

  it('gives detectors hits, misses, false alarms and the area below the curve; class numbers are labels', async () => {
    const data = write('falls.csv', 'x,fall\n2,1\n1,1\n-1,1\n3,0\n-2,0\n-3,0\n');
    const { truth } = await documentOf(
      'run',
      model('detector.json', detector),
      data,
      '--rate',
      '10',
      '--truth',
      'fall',
    );
    // pairs of a fall and no fall: 2 and 1 and -1 each above -2 and -3, none above 3
    expect(truth.detectors).to.deep.equal([
      {
        ...{ label: 'fall', positives: 3, negatives: 3, threshold: 0.5, hits: 2, misses: 1, falseAlarms: 1 },
        ...{ recall: 2 / 3, precision: 2 / 3, roc: { auc: 6 / 9, within: 0 } },
      },
    ]);
    const { stdout } = await run('run', model('detector.json', detector), data, '--rate', '10', '--truth', 'fall');
    expect(stdout)
      .to.include('label 1 is taken for fall: 3 windows')
      .and.include('label 0 is taken for no fall: 3 windows');
  });

  it('judges integers and float where a network is quantized on the file, and says that it was calibrated on it', async () => {
    const data = write('person.csv', labelled(2_000_000));
    interface Both {
      readonly truth: { readonly integer: TruthReport; readonly float: TruthReport };
      readonly warnings: readonly string[];
    }
    const { truth, warnings } = await documentOf<Both>(
      'run',
      data,
      '--rate',
      '50',
      '--hop',
      '32',
      '--truth',
      'activity',
    );
    const judged = await documentOf(
      'run',
      shippedNetwork(),
      data,
      '--rate',
      '50',
      '--hop',
      '32',
      '--truth',
      'activity',
    );
    expect(truth.float.confusion).to.deep.equal(judged.truth.confusion);
    expect(truth.integer).to.include({ straddling: 11 });
    expect(truth.integer.windows + truth.integer.undecided).to.equal(88);
    expect(warnings.join()).to.include('was calibrated or trained on 1 of the 1 recordings that judge it (person.csv)');
  });

  it('says of labels that the model has not, and refuses what is not clear', async () => {
    const data = write('x.csv', 'x,is\n1,swim\n2,0\n3,\n');
    const net = model('classes.json', { ...detector, kinds: ['logits'] } as unknown as AnyNetwork);
    const { truth, warnings } = await documentOf('run', net, data, '--rate', '10', '--truth', 'is');
    expect(truth).to.deep.include({ windows: 1, unlabelled: 1, unknown: { swim: 1 } });
    expect(warnings.join()).to.include('1 windows are labelled swim, which the model has not (--labels)');
    const refused = async (...args: string[]) => {
      const { status, stderr } = await run('run', net, ...args);
      expect(status).to.equal(2);
      return stderr;
    };
    expect(await refused(data, '--truth', 'class'))
      .to.include('--truth must name a column of')
      .and.include('"x", "is"');
    expect(await refused(data, '--truth', `fall=${data}`)).to.include('truth must be files by label');
    const absent = join(folder(), 'none.csv');
    expect((await run('run', net, '--truth', `fall=${absent}`)).stderr).to.include('none.csv');
    expect(await run('run', net, data, '--truth', 'is', '--seen', absent)).to.include({ status: 1 });
    expect(await refused(data, '--truth', 'is', '--limit', '3')).to.include('limit does not go with truth');
    expect(await refused(data, '--seen', data)).to.include('seen goes with truth');
    mkdirSync(join(folder(), 'empty'), { recursive: true });
    expect(await refused(join(folder(), 'empty'))).to.include('must hold a folder of recordings for each label');
  });

  it('st_har: 0.99085 of 1,748 windows, by the labels in the names of files', async function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const recordings = join(data, 'signals/accel/st_har');
    const names = ['stationary', 'walking', 'running'];
    const truth = names.flatMap(name => {
      const files = readdirSync(recordings).filter(file => file.startsWith(name));
      return ['--truth', `${name}=${files.map(file => join(recordings, file)).join(',')}`];
    });
    const given = ['run', join(data, 'models/st_har_int8.tflite'), ...truth, '--labels', names.join(',')];
    const found = await documentOf(...given, '--rate', '26', '--std', '4000', '--dialect', 'tflite');
    expect(found.truth.windows).to.equal(1748);
    expect(found.truth.accuracy?.toFixed(5)).to.equal('0.99085');
    expect(found.warnings).to.deep.equal([]);
    // in mg instead of mg / 4000 nearly everything leaves the codes
    const raw = await documentOf(...given, '--rate', '26', '--dialect', 'tflite');
    expect(raw.truth.accuracy).to.be.below(0.6);
    expect(raw.warnings.join()).to.include('samples are beyond the range');
    const tiny = await documentOf(...given, '--rate', '26', '--std', '4000', '--gain', '0.001');
    expect(tiny.warnings.join()).to.include('so small that the biases alone decide in the first layer');
    console.log(
      `      top-1 ${[found, raw, tiny].map(d => d.truth.accuracy?.toFixed(5)).join(', ')}: in mg / 4000, mg, ug / 4000`,
    );
  }).timeout(60_000);
});
