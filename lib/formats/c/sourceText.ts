import { allocate, elementsOf, showShape } from '../../graph/tensor.js';
import type { Values } from '../../kernels/kernel.js';
import type { Plan, PlannedTensor } from '../../plan/plan.js';
import { descriptionText } from './descriptionText.js';
import type { Block, CallBlock } from './callBlock.js';
import { arrayDefinition, bytesOf, floatLiteral } from './literals.js';
import { commentText } from './names.js';
import { argument, type MemoryField, type Storage } from './storage.js';
import { tensorType } from './writers/writeCall.js';
import type { OutputReader } from '../../inference/outputReaders.js';
import type { Streaming } from '../../graph/network.js';

/** All parts of a program. */
export interface ProgramParts {
  readonly plan: Plan;
  readonly name: string;
  readonly memory: 'static' | 'caller';
  readonly places: Storage;
  /** Tensors that never change. */
  readonly constants: readonly Block[];
  /** By call. */
  readonly blocks: readonly CallBlock[];
  readonly helpers: readonly string[];
  /** How the outputs are read. */
  readonly readers: readonly OutputReader[];
}

/**
 * The .c file.
 *
 * @internal
 */
export function sourceText(parts: ProgramParts): string {
  const { plan, name, helpers, constants, blocks, places, memory } = parts;
  const declared = memory === 'static' && hasMemory(places) ? [`static ${memoryStruct(parts)} memory;`] : [];
  return [
    `/* ${commentText(plan.network.name)}: generated from an integer network, not to be edited. */`,
    `#include "${name}.h"`,
    '#include <string.h>',
    ...helpers,
    ...[...constants, ...blocks].map(block => block.text),
    ...declared,
    ...resetText(parts),
    runText(parts),
    '',
  ].join('\n\n');
}

/** The .h file. */
export function headerText(parts: ProgramParts): string {
  const { plan, name, places, memory } = parts;
  const prefix = name.toUpperCase();
  const guard = `${prefix}_H`;
  const ports = portsOf(plan).map(({ name: port, tensor }) => portText(tensor, `${prefix}_${port.toUpperCase()}`));
  const reset = places.state.length > 0 ? [resetDeclaration(parts)] : [];
  return [
    `/* ${commentText(plan.network.name)}: generated from an integer network, not to be edited. */`,
    `#ifndef ${guard}\n#define ${guard}`,
    '#include <stdint.h>',
    '#ifdef __cplusplus\nextern "C" {\n#endif',
    '/* Tensors are row-major. real = SCALE * (code - ZERO_POINT). */',
    ...ports,
    ...descriptionText(plan, parts.readers, prefix),
    `/* Bytes of activations and of state in RAM. */\n#define ${prefix}_ARENA_BYTES ${places.arenaBytes}\n#define ${prefix}_STATE_BYTES ${places.stateBytes}`,
    ...(plan.network.streaming ? [streamingText(plan.network.streaming, prefix)] : []),
    ...(memory === 'caller' && hasMemory(places) ? [`${memoryStruct(parts)};`] : []),
    ...reset.map(line => `/* Puts the state back to its first values; to be called before the first run. */\n${line};`),
    `/* Runs the network once. Inputs and outputs must not overlap. */\n${runDeclaration(parts)};`,
    '#ifdef __cplusplus\n}\n#endif',
    `#endif`,
    '',
  ].join('\n\n');
}

/** Inputs and outputs, as the arguments of a run are called. */
function portsOf({ tensors, inputs, outputs }: Plan) {
  return (['input', 'output'] as const).flatMap(word => {
    const list = word === 'input' ? inputs : outputs;
    return list.map((k, i) => ({ word, name: argument(word, list.length, i), tensor: tensors[k] }));
  });
}

/** What a streaming network stands for. */
function streamingText({ window, hop, lead, warmUp }: Streaming, prefix: string): string {
  return [
    '/* A run takes the HOP samples behind those of the run before, and gives what WINDOW samples give that end with them. LEAD samples of',
    '   no meaning come before the first one of a stream; the outputs of the first WARM_UP runs, at the start and after a gap, are not valid. */',
    `#define ${prefix}_WINDOW ${window}`,
    `#define ${prefix}_HOP ${hop}`,
    `#define ${prefix}_LEAD ${lead}`,
    `#define ${prefix}_WARM_UP ${warmUp}`,
  ].join('\n');
}

function portText({ name, shape, params }: PlannedTensor, prefix: string): string {
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
  const { plan, places } = parts;
  if (places.state.length === 0) return [];
  const initial = places.state.map((field, k) => ({ ...field, values: initialOf(plan, plan.tensors[plan.state[k]]) }));
  const arrays = initial.flatMap(({ name, type, values }) =>
    uniform(values) === undefined ? [arrayDefinition(`${name}_initial`, type, values)] : [],
  );
  const body = [...memoryOf(parts).lines, ...initial.map(field => `  ${resetLine(field)}`)].join('\n');
  return [...arrays, `${resetDeclaration(parts)} {\n${body}\n}`];
}

/** What a tensor of the state holds before the first run. */
function initialOf({ initial }: Plan, { shape, params, place }: PlannedTensor): Values {
  const values = allocate(params, elementsOf(shape));
  const at = place.region === 'state' ? place.offset : 0;
  new Uint8Array(values.buffer).set(initial.subarray(at, at + values.byteLength));
  return values;
}

/** The number that all entries are, if there is one. */
function uniform(values: Values): number | undefined {
  return values.every((x: number) => x === values[0]) ? values[0] : undefined;
}

function resetLine({ name, type, size, values }: MemoryField & { readonly values: Values }): string {
  const code = uniform(values);
  if (code === undefined) return `memcpy(m->${name}, ${name}_initial, sizeof m->${name});`;
  if (bytesOf(type) === 1) return `memset(m->${name}, ${code}, sizeof m->${name});`;
  return `for (int32_t i = 0; i < ${size}; i++) m->${name}[i] = ${code};`;
}

function runDeclaration(parts: ProgramParts): string {
  const args = portsOf(parts.plan).map(({ word, name, tensor }) => {
    return `${word === 'input' ? 'const ' : ''}${tensorType(tensor)} *${name}`;
  });
  return `void ${parts.name}_run(${[...memoryOf(parts).args, ...args].join(', ')})`;
}

function runText(parts: ProgramParts): string {
  const { plan, places, blocks } = parts;
  const { tensors, inputs, outputs, moves, state } = plan;
  const steps = blocks.map(({ id, args }) => `${id}(${args.map(k => places.place(k)).join(', ')});`);
  const copies = places.copied.map(k => {
    const name = argument('output', outputs.length, k);
    const { shape } = tensors[outputs[k]];
    return `memcpy(${name}, ${places.place(outputs[k])}, ${elementsOf(shape)} * sizeof *${name});`;
  });
  const changes = moves.map(({ from, to }) => {
    const { name } = places.state[state.indexOf(to)];
    return `memcpy(m->${name}, ${places.place(from)}, sizeof m->${name});`;
  });
  const read = [...blocks.flatMap(({ args }) => args), ...outputs, ...moves.map(({ from }) => from)];
  const used = new Set(read.map(k => places.place(k)));
  const names = inputs.map((_, k) => argument('input', inputs.length, k));
  const unused = names.filter(name => !used.has(name)).map(name => `(void)${name};`);
  const text = [...unused, ...steps, ...copies, ...changes].map(line => `  ${line}`).join('\n');
  const memory = text.includes('m->') || parts.memory === 'caller' ? memoryOf(parts).lines : [];
  return `${runDeclaration(parts)} {\n${[...memory, text].join('\n')}\n}`;
}
