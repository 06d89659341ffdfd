import { readModel, type ReadModelOptions, shippedNetwork } from '../datasets/index.js';
import { FormatError } from '../lib/errors.js';
import { fitsRate, type FloatNetwork } from '../lib/network.js';
import type { Output } from './output.js';
import type { FirstPass } from './passes.js';
import { short } from './table.js';
import { terminalText } from './terminalText.js';

/** A network to run, and what to say about it. */
interface Chosen {
  readonly network: FloatNetwork;
  readonly note: string;
}

/** The network of a file or the shipped one; undefined, with a line that says why, where that does not fit. */
export async function chooseNetwork(
  { network: path, model }: { readonly network?: string | undefined; readonly model?: ReadModelOptions | undefined },
  { info, report }: FirstPass,
  out: Output,
): Promise<Chosen | undefined> {
  if (path !== undefined) return { network: await floatNetwork(path, model), note: path };
  const shipped = await floatNetwork(shippedNetwork());
  const [samples, channels] = shipped.inputs[0].shape;
  const needs = { channels, unit: shipped.unit, sampleRate: shipped.sampleRate, samples };
  const unit = info.units.every(u => u === info.units[0]) ? info.units[0] : info.units.join(', ');
  const has = { channels: info.names.length, unit, sampleRate: info.sampleRate, samples: report.samples };
  const differs = {
    channels: has.channels !== channels,
    unit: unit !== shipped.unit,
    sampleRate: has.sampleRate === undefined || !fitsRate(shipped, has.sampleRate),
    samples: has.samples < samples,
  };
  if (!Object.values(differs).includes(true)) return { network: shipped, note: 'shipped' };
  out.result('notRun', { network: shipped.name, needs, has, differs });
  const rate = has.sampleRate === undefined ? 'an unknown rate' : `${short(has.sampleRate)} Hz`;
  out.section(
    'no decisions',
    `the shipped network takes ${channels} channels in ${shipped.unit} at ${shipped.sampleRate} Hz, ${samples} samples or more; the file has ` +
      `${has.channels} in ${unit ? terminalText(unit) : 'no unit'} at ${rate}, ${has.samples} samples (--network FILE)`,
  );
  return undefined;
}

async function floatNetwork(path: string, options?: ReadModelOptions): Promise<FloatNetwork> {
  const { network } = await readModel(path, options);
  if (network.arithmetic === 'float32') return network;
  throw new FormatError('format-network', `${path}: must be a float network to be calibrated, got an integer one`);
}
