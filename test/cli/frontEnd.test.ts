import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../sharedData.js';
import { runCommand } from './runCommand.js';

interface Run {
  readonly windows: readonly { readonly label?: string; readonly codes?: readonly (readonly number[])[] }[];
  readonly totals: { readonly heard: { readonly features: number; readonly unused: number } };
}

/** What the command prints, and its exit code. */
async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { status, stdout, stderr } = await runCommand(...args);
  return { code: status, out: stdout, err: stderr };
}

describe('run with an audio front end', () => {
  const data = sharedData();
  const model = (name: string) => join(data ?? '', 'models', `${name}.tflite`);
  const audio = (name: string) => join(data ?? '', 'signals/audio', name);
  const run = async (...args: string[]): Promise<Run> => {
    const { code, out, err } = await command('run', ...args, '--json');
    expect([code, err]).to.deep.equal([0, '']);
    return JSON.parse(out) as Run;
  };

  beforeEach(function () {
    if (!data) this.skip();
  });

  it('hears "yes" in the recording of it, from one command', async () => {
    const labels = ['--labels', 'silence,unknown,yes,no'];
    const speech = [model('micro_speech_quantized'), audio('tflm_yes_1000ms.wav'), '--front-end', 'micro-speech'];
    const { windows, totals } = await run(...speech, ...labels);
    expect(windows.map(w => w.label)).to.deep.equal(['yes']);
    // 1 + floor((16000 - 480) / 320) windows, the last of which ends at 15840
    expect(totals.heard).to.include({ features: 49, unused: 160 });
  }).timeout(30_000);

  it('gives a wake-word network the scores of its recorded run, but for one in 50', async () => {
    // the recorded features are those of another front end: 54 of 39,840 codes differ
    const wakeWord = [model('mww_v2_okay_nabu'), audio('mlperf_sww_short_wav_easy10s.wav'), '--columns', 'ch0'];
    const { windows } = await run(...wakeWord, '--front-end', 'micro-wake-word');
    const recorded = readFileSync(join(data ?? '', 'oracle/mww_v2_okay_nabu/outputs.bin'));
    const scores = windows.map(w => w.codes?.[0][0] ?? NaN);
    expect(scores).to.have.length(recorded.length);
    expect(scores.filter((q, k) => q !== recorded[k]).length).to.be.at.most(recorded.length / 50);
  }).timeout(60_000);

  it('suggests a front end by the shape of the input, and takes none by itself', async () => {
    const { code, err } = await command('run', model('mww_v2_okay_nabu'), audio('tflm_yes_1000ms.wav'));
    expect([code, err.includes('try --front-end micro-wake-word')]).to.deep.equal([2, true]);
  });

  it('refuses a network of other inputs', async () => {
    const wrong = [model('st_har_int8'), audio('tflm_yes_1000ms.wav'), '--front-end', 'micro-speech'];
    const { code, err } = await command('run', ...wrong);
    expect([code, err.includes('is for networks with one input of int8 codes')]).to.deep.equal([2, true]);
  });
});
