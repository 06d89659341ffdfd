import { quoted, Unsupported } from '../../problems.js';
import { showShape } from '../../../graph/tensor.js';
import { runLoop } from './loop.js';
import type { ModelGraph, ModelOperator } from './model.js';
import { tfliteError } from './modelError.js';
import { type Op, openOp } from './op.js';
import { handlerOf } from '../readers/index.js';
import { constantOf, type Handle, type Value } from './values.js';
import type { Session } from './session.js';

/**
 * Imports the operators of a subgraph in their order, and notes those that no layer stands for.
 *
 * @internal
 *
 * @param inputs values of the subgraph's inputs by their index; undefined where a problem was noted
 * @returns the value of a tensor by its index; undefined where a problem was noted
 * @throws {FormatError} when the subgraph is malformed
 */
export function runGraph(
  graph: ModelGraph,
  inputs: ReadonlyMap<number, Value | undefined>,
  session: Session,
): (index: number) => Value | undefined {
  const { builder, problems } = session;
  const { tensors } = graph;
  const values = new Map<number, Value | Handle>();
  const missing = new Set<number>();
  const read = new Set([...graph.outputs, ...graph.operators.flatMap(operator => operator.inputs)]);
  for (const [index, input] of inputs) {
    if (input) values.set(index, input);
    else missing.add(index);
  }

  function find(index: number): Value | Handle {
    const known = values.get(index);
    if (known) return known;
    const tensor = tensors[index];
    if (!tensor) throw tfliteError('graph', `tensors have indices below ${tensors.length}`, `${index}`);
    if (!tensor.data && !tensor.shape.includes(0)) {
      throw tfliteError(
        'graph',
        'inputs must be constants, graph inputs or made by earlier operators',
        quoted(tensor.name),
      );
    }
    const made = constantOf(tensor);
    if (made.data.buffer !== tensor.data?.buffer) builder.spend(made.data.length);
    values.set(index, made);
    return made;
  }
  function valueOf(index: number): Value {
    const value = find(index);
    if (value.kind === 'handle') throw new Unsupported('a resource');
    return value;
  }
  function variableOf(op: ModelOperator): string {
    const handle = find(op.inputs[0] ?? -1);
    if (handle.kind !== 'handle')
      throw tfliteError(`operator ${op.name}`, 'input 0 must be a variable', handle.type.name);
    return handle.variable;
  }
  /** What makes the outputs of an operator, if there is something. */
  function makerOf(operator: ModelOperator): ((op: Op) => readonly (Value | Handle | undefined)[]) | undefined {
    const { variables } = session;
    switch (operator.name) {
      case 'CALL_ONCE':
        return op => {
          initialize(op.options(103).number('int32', 0), session);
          return [];
        };
      case 'VAR_HANDLE':
        return op => [handleOf(op)];
      case 'READ_VARIABLE':
        return op => [variables.read(variableOf(operator), op.output())];
      case 'ASSIGN_VARIABLE':
        return op => {
          variables.assign(variableOf(operator), op.value(1));
          return [];
        };
      case 'WHILE':
        return op => runLoop(op, session, runGraph, k => read.has(operator.outputs[k] ?? -1));
    }
    const handler = handlerOf(operator.name);
    return handler && (op => [handler(op)].flat());
  }
  function put(index: number, value: Value | Handle): void {
    const tensor = tensors[index];
    if (values.has(index) || tensor.data) {
      throw tfliteError('graph', 'a tensor is made by one operator, once', quoted(tensor.name));
    }
    const same = value.kind === 'handle' || tensor.dynamic || tensor.shape.length === 0;
    if (!same && showShape(value.shape) !== showShape(tensor.shape)) {
      const where = `tensor ${quoted(tensor.name)}`;
      throw tfliteError(
        where,
        `shape must be ${showShape(value.shape)}, as its operator makes it`,
        showShape(tensor.shape),
      );
    }
    values.set(index, value);
  }

  for (const operator of graph.operators) {
    const { name, outputs } = operator;
    const label = tensors[outputs[0]]?.name ?? '';
    const make = makerOf(operator);
    if (!make) problems.add(name, label);
    // what depends on a missing tensor cannot be judged but by its name
    const lost = operator.inputs.some(index => missing.has(index));
    const made =
      make && !lost
        ? problems.attempt(name, label, () => make(openOp(operator, tensors, valueOf, builder)))
        : undefined;
    outputs.forEach((index, k) => {
      const value = made?.[k];
      if (index === -1) return;
      if (value) put(index, value);
      else missing.add(index);
    });
  }
  return index => (missing.has(index) ? undefined : valueOf(index));
}

/** The variable that VAR_HANDLE names. */
function handleOf(op: Op): Handle {
  const options = op.options(111);
  const [container, name] = [options.text(0), options.text(1)];
  return { kind: 'handle', variable: container === '' ? name : `${container}/${name}` };
}

/** Runs a subgraph that gives variables their first values. */
function initialize(index: number, session: Session): void {
  const { variables, model } = session;
  if (variables.initializing) throw new Unsupported('an initialization within another');
  const graph = model.graph(index);
  if (graph.inputs.length > 0) throw new Unsupported('an initialization with inputs');
  variables.initializing = true;
  runGraph(graph, new Map(), session);
  variables.initializing = false;
}
