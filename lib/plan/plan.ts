import type { Layer, Network, TensorInfo } from '../graph/network.js';
import type { ConstantsOf, KernelName } from '../kernels/calls/index.js';
import type { Values } from '../kernels/kernel.js';
import type { SumRange } from './accumulatorRange.js';

/** Where the values of a tensor lie: so many bytes into the arena or the state, or in an array of its own that never changes. */
export type Place =
  | { readonly region: 'arena' | 'state'; readonly offset: number }
  | { readonly region: 'constant'; readonly data: Values };

/** A tensor of a plan. */
export interface PlannedTensor extends TensorInfo {
  readonly place: Place;
  /** Index of the tensor whose values it shows in another shape; nothing is computed for it. */
  readonly viewOf?: number;
}

/** What all calls have. Tensors go by their index in the plan. */
interface CallBase {
  /** Name of the layer that it computes. */
  readonly layer: string;
  readonly type: Layer['type'];
  readonly reads: readonly number[];
  /** The output, then what the layer carries from run to run. */
  readonly writes: readonly number[];
  /** Multiply-accumulates of a run. */
  readonly macs: number;
}

/** A call of an integer kernel with all its constants. */
export type KernelCall<K extends KernelName = KernelName> = {
  readonly [N in K]: CallBase & {
    readonly kernel: N;
    readonly constants: ConstantsOf<N>;
    /** Its sums of products, in the order in which the kernel asks for their requantizations. */
    readonly accumulators?: readonly SumRange[];
  };
}[K];

/** A layer between real numbers, in float arithmetic: its constants are its own fields. */
export interface FloatCall extends CallBase {
  readonly kernel: 'float';
  readonly constants: Layer;
}

/** One layer, ready to be computed. */
export type Call = KernelCall | FloatCall;

/** After a run a variable takes the values of another tensor; both by index. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/** What is known of a network without its layers. */
export type NetworkHead = Omit<Network, 'layers' | 'variables'>;

/**
 * A network ready to run, as data: calls of kernels with all their constants written down, and where every tensor lies. Executors, the C
 * exporter, proofs and explanations read it alone.
 */
export interface Plan {
  readonly network: NetworkHead;
  /** Name of the dialect in which its integers are computed; undefined where it has none. */
  readonly dialect?: string;
  readonly tensors: readonly PlannedTensor[];
  /** Tensors, by index. */
  readonly inputs: readonly number[];
  /** Tensors, by index. */
  readonly outputs: readonly number[];
  readonly calls: readonly Call[];
  /** Tensors that a state holds, by index: variables, then what layers carry. */
  readonly state: readonly number[];
  readonly moves: readonly Move[];
  /** The bytes of a state before the first run. */
  readonly initial: Uint8Array;
  /** Bytes of the activations that live at the same time, and of taps. */
  readonly arenaBytes: number;
  /** Names of the tensors that keep their values until the next run. */
  readonly taps: readonly string[];
}
