import type { Shape } from '../../../graph/tensor.js';
import { elementBytes } from './elements.js';
import type { Attributes, ElementName, Model, ModelConstant, ModelNode, ModelPort } from './model.js';
import { exportError } from './exportError.js';

/** A model under construction. Tensors have names of its own, until it is finished. */
export interface GraphBuilder {
  readonly opset: number;
  /** What new tensors are called after: the layer at hand. */
  label: string;
  /** Adds a model input. */
  input(port: ModelPort): string;
  /** Adds a node, and returns its output. */
  node(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Adds a constant, and returns its name. */
  constant(what: string, type: Exclude<ElementName, 'float16'>, shape: Shape, data: ArrayLike<number>): string;
  /** A small constant; equal ones are one. */
  shared(what: string, type: Exclude<ElementName, 'float16'>, shape: Shape, data: readonly number[]): string;
  /** A constant of real numbers. */
  floats(what: string, shape: Shape, data: ArrayLike<number>): string;
  /** A constant list of int64. */
  integers(what: string, list: readonly number[]): string;
  /** A constant real number. */
  scalar(what: string, x: number): string;
  /** Says what a tensor should be called, if the name is free; the first word counts. */
  title(tensor: string, title: string): void;
  /** The model of all that its outputs need. */
  finish(
    name: string,
    outputs: readonly { readonly port: ModelPort; readonly tensor: string }[],
  ): Omit<Model, 'properties'>;
}

/** Most bytes of all constants: a file may have 2^31 - 1. */
const MAX_BYTES = 2 ** 31 - 2 ** 24;

/** Begins a model. */
export function graphBuilder(opset: number): GraphBuilder {
  const inputs: { readonly tensor: string; readonly port: ModelPort }[] = [];
  const nodes: ModelNode[] = [];
  const constants = new Map<string, ModelConstant>();
  const shared = new Map<string, string>();
  const labels = new Map<string, string>();
  const titled = new Set<string>();
  let bytesLeft = MAX_BYTES;

  function fresh(label: string): string {
    const tensor = `${labels.size}`;
    labels.set(tensor, label);
    return tensor;
  }

  const builder: GraphBuilder = {
    opset,
    label: '',
    input(port) {
      const tensor = fresh(port.name);
      inputs.push({ tensor, port });
      return tensor;
    },
    node(op, from, attributes = {}) {
      const output = fresh(`${builder.label}/${op}`);
      nodes.push({ op, inputs: from, outputs: [output], attributes });
      return output;
    },
    constant(what, type, shape, data) {
      const bytes = elementBytes(type, data);
      bytesLeft -= bytes.length;
      if (bytesLeft < 0) {
        throw exportError('network', `constants may have ${MAX_BYTES} bytes, as a file has less than 2^31`, 'more');
      }
      const name = fresh(`${builder.label}/${what}`);
      constants.set(name, { name, type, shape, bytes });
      return name;
    },
    shared(what, type, shape, data) {
      const key = `${type} (${shape.join()}) ${Array.from(data, bitsOf).join()}`;
      const known = shared.get(key);
      if (known !== undefined) return known;
      const name = builder.constant(what, type, shape, data);
      shared.set(key, name);
      return name;
    },
    floats: (what, shape, data) => builder.constant(what, 'float', shape, data),
    integers: (what, list) => builder.shared(what, 'int64', [list.length], list),
    scalar: (what, x) => builder.shared(what, 'float', [], [x]),
    title(tensor, title) {
      if (!titled.has(tensor)) labels.set(tensor, title);
      titled.add(tensor);
    },
    finish(name, outputs) {
      const names = uniqueNames();
      for (const { tensor, port } of inputs) names.set(tensor, port.name);
      for (const { port } of outputs) names.reserve(port.name);
      const copies: ModelNode[] = [];
      const produced = new Set(nodes.flatMap(node => node.outputs));
      for (const { port, tensor } of outputs) {
        if (produced.has(tensor) && !names.has(tensor)) names.set(tensor, port.name);
        else copies.push({ op: 'Identity', inputs: [tensor], outputs: [port.name], attributes: {} });
      }
      const live = liveNodes(
        nodes,
        outputs.map(output => output.tensor),
      );
      const used = new Set([...live, ...copies].flatMap(node => node.inputs));
      for (const { inputs: from } of copies) names.give(from[0], labels.get(from[0]) ?? '');
      for (const node of live) {
        for (const tensor of [...node.inputs, ...node.outputs]) {
          if (tensor !== '') names.give(tensor, labels.get(tensor) ?? '');
        }
      }
      return {
        name: name || 'network',
        opset,
        nodes: [
          ...live.map(node => ({ ...node, inputs: node.inputs.map(names.of), outputs: node.outputs.map(names.of) })),
          ...copies.map(node => ({ ...node, inputs: node.inputs.map(names.of) })),
        ],
        constants: [...constants.values()].filter(c => used.has(c.name)).map(c => ({ ...c, name: names.of(c.name) })),
        inputs: inputs.map(input => input.port),
        outputs: outputs.map(output => output.port),
      };
    },
  };
  return builder;
}

/** Text that tells 0 from -0. */
function bitsOf(x: number): string {
  return Object.is(x, -0) ? '-0' : `${x}`;
}

/** Nodes that something needs, in their order. */
function liveNodes(nodes: readonly ModelNode[], outputs: readonly string[]): ModelNode[] {
  const wanted = new Set(outputs);
  const live = nodes.toReversed().filter(node => {
    if (!node.outputs.some(output => wanted.has(output))) return false;
    for (const input of node.inputs) wanted.add(input);
    return true;
  });
  return live.reverse();
}

/** Names of the file for tensors, each given once. */
function uniqueNames() {
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  const unique = (label: string): string => {
    let name = label;
    while (taken.has(name)) {
      const count = (taken.get(label) ?? 1) + 1;
      taken.set(label, count);
      name = `${label}:${count}`;
    }
    taken.set(name, 1);
    return name;
  };
  return {
    has: (tensor: string): boolean => names.has(tensor),
    of: (tensor: string): string => names.get(tensor) ?? tensor,
    reserve: (name: string): void => void taken.set(name, 1),
    set(tensor: string, name: string): void {
      taken.set(name, 1);
      names.set(tensor, name);
    },
    give(tensor: string, label: string): void {
      if (!names.has(tensor)) names.set(tensor, unique(label));
    },
  };
}
