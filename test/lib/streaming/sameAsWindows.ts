import { compile, type Dialect, type Network, type Values } from '../../../lib/network.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { placeOf, timeLayout } from '../../../lib/graph/timeLayout.js';
import { random } from '../../../lib/random.js';

/** Options of {@link sameAsWindows}. */
export interface SameAsWindowsOptions {
  readonly dialect?: Dialect;
  /** Windows to compare. */
  readonly windows: number;
  readonly seed?: number;
  /** Saves and restores the state into a new one after every run. */
  readonly moved?: boolean;
}

/** Counts of compared values. */
export interface Comparison {
  readonly values: number;
  readonly differences: number;
}

/** Runs a streaming network on a random stream, and the network over windows on each of its windows; counts the values that differ. */
export function sameAsWindows(
  network: Network,
  streaming: Network,
  { dialect, windows, seed = 5, moved = false }: SameAsWindowsOptions,
): Comparison {
  const options = dialect ? { dialect } : {};
  const [whole, strips] = [compile(network, options), compile(streaming, options)];
  const { window, hop, lead, warmUp } = streaming.streaming ?? { window: 0, hop: 1, lead: 0, warmUp: 0 };
  const ports = [network, streaming].map(({ inputs }) =>
    inputs.map(input => ({ layout: timeLayout(input), values: allocate(input.params, elementsOf(input.shape)) })),
  );
  const generator = random(seed);
  const length = window + (windows - 1) * hop;
  const signals = ports[0].map(({ layout }, k) => {
    const { params } = network.inputs[k];
    const values = allocate(params, length * layout.channels);
    // codes of the whole range, or real numbers
    return values.map(() =>
      params ? params.qmin + (generator.bits() % (params.qmax - params.qmin + 1)) : generator.normal(),
    );
  });
  /** Samples from `from` on into an input; before the stream there is something of no meaning. */
  function load(port: number, k: number, from: number): Values {
    const { layout, values } = ports[port][k];
    for (let c = 0; c < layout.channels; c++) {
      for (let t = 0; t < layout.time; t++) {
        const at = from + t;
        values[placeOf(layout, c) + t * layout.step] = at < 0 ? 99 : signals[k][at * layout.channels + c];
      }
    }
    return values;
  }
  const [wanted, got] = [whole, strips].map(({ outputs }) => outputs.map(o => allocate(o.params, elementsOf(o.shape))));
  const before = whole.newState();
  let state = strips.newState();
  let [values, differences] = [0, 0];
  for (let run = 0; run < windows + warmUp; run++) {
    const end = (run + 1) * hop - lead;
    strips.run(
      state,
      ports[1].map((_, k) => load(1, k, end - hop)),
      got,
    );
    if (moved) {
      const next = strips.newState();
      next.restore(JSON.parse(JSON.stringify(state.save())));
      state = next;
    }
    if (run < warmUp) continue;
    whole.run(
      before,
      ports[0].map((_, k) => load(0, k, end - window)),
      wanted,
    );
    wanted.forEach((list, o) => {
      values += list.length;
      for (let i = 0; i < list.length; i++) if (!Object.is(list[i], got[o][i])) differences++;
    });
  }
  return { values, differences };
}
