import type { IntegerNetwork } from '../../graph/arithmetic.js';
import { elementsOf, type Shape, showShape } from '../../graph/tensor.js';
import type { AffineParams } from '../../qparams.js';
import { type LayerBlock, readInputs, title } from './layerBlock.js';
import { arrayDefinition, bytesOf, floatLiteral } from './literals.js';
import { commentText } from './names.js';
import { cType } from './writers/writeOp.js';
import { argument, type StateField, type Storage } from './storage.js';

/** All parts of a program. */
export interface ProgramParts {
  readonly network: IntegerNetwork;
  readonly name: string;
  readonly memory: 'static' | 'caller';
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly places: Storage;
  /** By layer; views have none. */
  readonly blocks: ReadonlyMap<string, LayerBlock>;
  readonly helpers: readonly string[];
}

/** A tensor with a name. */
interface Coded {
  readonly name: string;
  readonly params?: AffineParams | undefined;
}

/**
 * The .c file.
 *
 * @internal
 */
export function sourceText(parts: ProgramParts): string {
  const { name, helpers, blocks, places, memory } = parts;
  const declared = memory === 'static' && hasMemory(places) ? [`static ${memoryStruct(parts)} memory;`] : [];
  return [
    `/* ${commentText(parts.network.name)}: generated from an integer network, not to be edited. */`,
    `#include "${name}.h"`,
    '#include <string.h>',
    ...helpers,
    ...[...blocks.values()].map(block => block.text),
    ...declared,
    ...resetText(parts),
    runText(parts),
    '',
  ].join('\n\n');
}

/** The .h file. */
export function headerText(parts: ProgramParts): string {
  const { network, name, places, memory, shapes } = parts;
  const prefix = name.toUpperCase();
  const guard = `${prefix}_H`;
  const { inputs, outputs, layers, labels } = network;
  const made = outputs.flatMap(output => layers.filter(layer => layer.name === output));
  const ports = [
    ...inputs.map((input, k) =>
      portText(input, shapes, `${prefix}_${argument('input', inputs.length, k)}`.toUpperCase()),
    ),
    ...made.map((output, k) =>
      portText(output, shapes, `${prefix}_${argument('output', made.length, k)}`.toUpperCase()),
    ),
  ];
  const reset = places.state.length > 0 ? [resetDeclaration(parts)] : [];
  return [
    `/* ${commentText(network.name)}: generated from an integer network, not to be edited. */`,
    `#ifndef ${guard}\n#define ${guard}`,
    '#include <stdint.h>',
    '#ifdef __cplusplus\nextern "C" {\n#endif',
    '/* Tensors are row-major: time outside, channels inside. real = SCALE * (code - ZERO_POINT). */',
    ...ports,
    ...(labels ? [`/* entries of the output: ${labels.map(commentText).join(', ')} */`] : []),
    `/* Bytes of activations and of state in RAM. */\n#define ${prefix}_ARENA_BYTES ${places.arenaBytes}\n#define ${prefix}_STATE_BYTES ${places.stateBytes}`,
    ...(memory === 'caller' && hasMemory(places) ? [`${memoryStruct(parts)};`] : []),
    ...reset.map(line => `/* Puts the state back to its first values; to be called before the first run. */\n${line};`),
    `/* Runs the network once. Inputs and outputs must not overlap. */\n${runDeclaration(parts)};`,
    '#ifdef __cplusplus\n}\n#endif',
    `#endif`,
    '',
  ].join('\n\n');
}

function portText({ name, params }: Coded, shapes: ReadonlyMap<string, Shape>, prefix: string): string {
  const shape = shapes.get(name) ?? [];
  const [scale, zeroPoint] = [params?.scale[0] ?? 1, params?.zeroPoint[0] ?? 0];
  return [
    `/* ${commentText(name)}: ${showShape(shape)} */`,
    `#define ${prefix}_SIZE ${elementsOf(shape)}`,
    `#define ${prefix}_SCALE ${floatLiteral(scale)}`,
    `#define ${prefix}_ZERO_POINT (${zeroPoint})`,
  ].join('\n');
}

function hasMemory({ arena, state }: Storage): boolean {
  return arena.length + state.length > 0;
}

function memoryStruct({ name, places: { arena, state } }: ProgramParts): string {
  // the widest first, so that there are no gaps
  const fields = [...arena, ...state].sort((a, b) => bytesOf(b.type) - bytesOf(a.type));
  const lines = fields.map(({ type, name: field, size }) => `  ${type}_t ${field}[${size}];`);
  return `struct ${name}_memory {\n${lines.join('\n')}\n}`;
}

/** How functions get at the memory. */
function memoryOf({ memory, name, places }: ProgramParts): { readonly args: string[]; readonly lines: string[] } {
  if (!hasMemory(places)) return { args: [], lines: [] };
  if (memory === 'caller') return { args: [`struct ${name}_memory *m`], lines: [] };
  return { args: [], lines: [`  struct ${name}_memory *const m = &memory;`] };
}

function resetDeclaration(parts: ProgramParts): string {
  return `void ${parts.name}_reset(${memoryOf(parts).args.join(', ') || 'void'})`;
}

function resetText(parts: ProgramParts): string[] {
  const { state } = parts.places;
  if (state.length === 0) return [];
  const values = state.flatMap(field => initialText(field));
  const lines = state.map(field => `  ${resetLine(field)}`);
  const body = [...memoryOf(parts).lines, ...lines].join('\n');
  return [...values, `${resetDeclaration(parts)} {\n${body}\n}`];
}

/** The first value of a variable where all its codes are the same. */
function uniform({ initial, zeroPoint }: StateField): number | undefined {
  if (!initial) return zeroPoint;
  const [first] = initial.data;
  return initial.data.every((q: number) => q === first) ? first : undefined;
}

function initialText(field: StateField): string[] {
  if (!field.initial || uniform(field) !== undefined) return [];
  return [arrayDefinition(`${field.name}_initial`, field.type, field.initial.data)];
}

function resetLine(field: StateField): string {
  const { name, type, size } = field;
  const code = uniform(field);
  if (code === undefined) return `memcpy(m->${name}, ${name}_initial, sizeof m->${name});`;
  if (bytesOf(type) === 1) return `memset(m->${name}, ${code}, sizeof m->${name});`;
  return `for (int32_t i = 0; i < ${size}; i++) m->${name}[i] = ${code};`;
}

function runDeclaration(parts: ProgramParts): string {
  const { network, name } = parts;
  const { inputs, outputs, layers } = network;
  const typeOf = ({ params }: Coded) => (params ? cType(params) : 'float');
  const made = outputs.flatMap(output => layers.filter(layer => layer.name === output));
  const args = [
    ...memoryOf(parts).args,
    ...inputs.map((input, k) => `const ${typeOf(input)} *${argument('input', inputs.length, k)}`),
    ...made.map((output, k) => `${typeOf(output)} *${argument('output', made.length, k)}`),
  ];
  return `void ${name}_run(${args.join(', ')})`;
}

function runText(parts: ProgramParts): string {
  const { network, places, blocks, shapes } = parts;
  const { layers, outputs, inputs } = network;
  const used = new Set(layers.flatMap(readInputs));
  const steps = layers.flatMap((layer, index): string[] => {
    const { name, type } = layer;
    const block = blocks.get(name);
    if (places.isView(layer)) return [`/* ${title(layer, index, shapes)}: the same codes */`];
    if (type === 'constant') {
      const bytes = block?.bytes ?? 0;
      return block && outputs.includes(name) ? [`memcpy(${places.place(name)}, ${block.id}, ${bytes});`] : [];
    }
    const args = [...readInputs(layer), name].map(tensor => places.place(tensor));
    return [`${block?.id ?? ''}(${args.join(', ')});`];
  });
  const moves = places.state.map(({ name, next }) => `memcpy(m->${name}, ${places.place(next)}, sizeof m->${name});`);
  const unused = inputs.flatMap(({ name }, k) =>
    used.has(name) ? [] : [`(void)${argument('input', inputs.length, k)};`],
  );
  const lines = [...unused, ...steps, ...moves].map(line => `  ${line}`);
  const text = lines.join('\n');
  const memory = text.includes('m->') || parts.memory === 'caller' ? memoryOf(parts).lines : [];
  return `${runDeclaration(parts)} {\n${[...memory, text].join('\n')}\n}`;
}
