import type { NormalizeOptions, PerChannel } from '../equalizers/index.js';
import type { StreamInfo } from '../frame.js';
import type { NetworkInput } from '../graph/network.js';
import { timeLayout } from '../graph/timeLayout.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { NetworkHead } from '../plan/plan.js';
import { unitFactor } from '../unitFactor.js';

/** How samples come to what a network takes, and from where that is known. */
export interface KnownNormalization {
  /** For `normalize`. */
  readonly options: Required<NormalizeOptions>;
  readonly gainFrom: 'option' | 'units' | 'nothing';
  readonly meanFrom: 'option' | 'network' | 'nothing';
  readonly stdFrom: 'option' | 'network' | 'nothing';
}

const OPTIONS: OptionKeys<NormalizeOptions> = { gain: true, mean: true, std: true };

/**
 * How the samples of a stream come to what a network was trained on, for `normalize`: gains by the units of the stream and of the
 * network, mean and deviation as the network says; what is given goes first.
 */
export function normalizationFor(
  network: NetworkHead,
  info: Pick<StreamInfo, 'units'>,
  options: NormalizeOptions = {},
): KnownNormalization {
  const { gain, mean, std } = checkOptions('normalizationFor', options, OPTIONS);
  const { units } = info;
  const { unit, inputs } = network;
  const factors = units.map(given => (unit === undefined || given === '' ? undefined : unitFactor(given, unit)));
  const byUnits = factors.length > 0 && factors.every(factor => factor !== undefined);
  const known = (key: 'mean' | 'std'): PerChannel | undefined => perChannel(inputs, key);
  const said = (given: PerChannel | undefined, key: 'mean' | 'std') =>
    given !== undefined ? 'option' : known(key) === undefined ? 'nothing' : 'network';
  return {
    options: {
      gain: gain ?? (byUnits ? collapsed(factors) : 1),
      mean: mean ?? known('mean') ?? 0,
      std: std ?? known('std') ?? 1,
    },
    gainFrom: gain !== undefined ? 'option' : byUnits ? 'units' : 'nothing',
    meanFrom: said(mean, 'mean'),
    stdFrom: said(std, 'std'),
  };
}

/** The numbers of all inputs, one behind the other as a stream's channels are; undefined where no input says any. */
function perChannel(inputs: readonly NetworkInput[], key: 'mean' | 'std'): PerChannel | undefined {
  if (inputs.every(({ normalization }) => normalization === undefined)) return undefined;
  return collapsed(
    inputs.flatMap(input => {
      const { channels } = timeLayout(input);
      const list = input.normalization?.[key] ?? [key === 'std' ? 1 : 0];
      return list.length === channels ? list : new Array<number>(channels).fill(list[0]);
    }),
  );
}

function collapsed(list: readonly number[]): PerChannel {
  return list.every(x => x === list[0]) ? list[0] : list;
}
