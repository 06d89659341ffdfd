import { from, lastValueFrom, type ObservableInput } from 'rxjs';
import { DataError } from '../lib/errors.js';
import type { Frame } from '../lib/frame.js';
import type { FloatNetwork, InputOptions, IntegerNetwork } from '../lib/network.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { activationRanges, quantizeNetwork, type QuantizeNetworkOptions } from '../lib/ptq/index.js';
import type { Range } from '../lib/range.js';
import { measure } from '../operators/measure.js';
import { reframe } from '../operators/reframe.js';

/** Options of {@link networkQuantization}. */
export interface NetworkQuantizationOptions extends QuantizeNetworkOptions, InputOptions {
  /** Samples from one calibration window to the next. Defaults to the network's window: no overlap. */
  readonly hop?: number;
}

const OPTIONS: OptionKeys<NetworkQuantizationOptions> = {
  hop: true,
  recipe: true,
  windows: true,
  input: true,
  inputs: true,
};

/**
 * Quantizes a float network, calibrated on the windows of a stream, in constant memory.
 *
 * @param source frames that look like those it will run on; read once
 * @throws {DataError} when the stream holds no whole window
 */
export async function networkQuantization(
  network: FloatNetwork,
  source: ObservableInput<Frame>,
  options: NetworkQuantizationOptions = {},
): Promise<IntegerNetwork> {
  const { hop, inputs, ...rest } = checkOptions('networkQuantization', options, OPTIONS);
  const size = timeOf(network.inputs);
  const windows = reframe({ size, tail: 'drop', ...(hop === undefined ? {} : { hop }) });
  const ranges: ReadonlyMap<string, Range> = await lastValueFrom(
    from(source).pipe(
      windows,
      measure(() => activationRanges(network, inputs && { inputs })),
    ),
  );
  if (ranges.size === 0) {
    throw new DataError(
      'data-no-range',
      `networkQuantization: the stream must hold at least one window of ${size} samples, got none`,
    );
  }
  const recipe = `int8, calibrated on windows of ${size} samples every ${hop ?? size}`;
  return { ...quantizeNetwork(network, ranges, rest), recipe };
}
