import { OptionRangeError } from '../errors.js';
import type { Step } from './layers/layerKind.js';
import type { Layer, Network } from './network.js';
import { networkError } from './networkError.js';
import { checkNetwork } from './shapes.js';
import { elementsOf, type Shape } from './tensor.js';

/** A network made ready to run: all buffers allocated, all constants prepared. Float32Array or Int8Array in and out. */
export interface Executor<T extends Float32Array | Int8Array = Float32Array> {
  readonly network: Network;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Names of all tensors in the order in which they are computed: the input, then each layer. */
  readonly tensors: readonly string[];
  /**
   * Runs the network once; allocates nothing.
   *
   * @param input shape `inputShape`, row-major: time outside, channels inside
   * @param out   shape `outputShape`; must not be a tapped buffer
   * @throws {RangeError} when a length differs
   */
  run(input: T, out: T): void;
  /**
   * The buffer of a tensor, row-major, as the last run left it; the next run writes over it.
   *
   * @throws {RangeError} when there is no tensor of that name
   */
  tap(name: string): T;
  /** A new array of the kind that `run` takes. */
  allocate(length: number): T;
}

/** A buffer of activations. */
export interface Buffer<T> {
  readonly shape: Shape;
  readonly data: T;
}

/**
 * Builds an executor from the step of each layer.
 *
 * @param who  name for messages
 * @param bind prepares one layer between its buffers
 * @throws {FormatError} when the network is malformed, or has several inputs or outputs
 */
export function makeExecutor<T extends Float32Array | Int8Array>(
  who: string,
  network: Network,
  allocate: (length: number) => T,
  bind: (layer: Layer, inputs: readonly Buffer<T>[], output: Buffer<T>) => Step,
): Executor<T> {
  const shapes = checkNetwork(network);
  const { inputs, outputs, layers } = network;
  if (inputs.length !== 1) throw networkError('inputs', `${who} runs networks of one input`, `${inputs.length}`);
  if (outputs.length !== 1) throw networkError('outputs', `${who} runs networks of one output`, `${outputs.length}`);

  const buffers = new Map<string, Buffer<T>>();
  for (const [name, shape] of shapes) buffers.set(name, { shape, data: allocate(elementsOf(shape)) });
  const bufferOf = (name: string): Buffer<T> => {
    const buffer = buffers.get(name);
    if (!buffer) throw new OptionRangeError(`${who}: no tensor is named ${JSON.stringify(name)}`);
    return buffer;
  };
  const input = bufferOf(inputs[0].name);
  const output = bufferOf(outputs[0]);
  const steps = layers.map(layer => bind(layer, layer.inputs.map(bufferOf), bufferOf(layer.name)));

  return {
    network,
    inputShape: input.shape,
    outputShape: output.shape,
    tensors: [...shapes.keys()],
    run(given, out) {
      if (given.length !== input.data.length || out.length !== output.data.length) {
        throw new OptionRangeError(
          `${who}: takes ${input.data.length} samples and gives ${output.data.length}, ` +
            `got arrays of ${given.length} and ${out.length}`,
        );
      }
      input.data.set(given);
      for (let k = 0; k < steps.length; k++) steps[k]();
      out.set(output.data);
    },
    tap: name => bufferOf(name).data,
    allocate,
  };
}
