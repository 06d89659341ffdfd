import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CProgram } from '../../../../lib/network.js';
import { type AnyNetwork, checkNetwork } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { type AffineParams, type Codes, newCodes } from '../../../../lib/qparams.js';

const FLAGS = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror', '-O2'];

/** Whether there is a C compiler. */
export function hasCompiler(): boolean {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A program and the network that it was written from. */
export interface Exported {
  readonly network: AnyNetwork;
  readonly program: CProgram;
  readonly memory?: 'static' | 'caller';
}

/** Programs in one executable. */
export interface Compiled {
  /** Runs the program of this index on records one after another, state carried. */
  run(index: number, input: Uint8Array): Uint8Array;
  remove(): void;
}

/** Compiles programs, all with -Wall -Wextra -Werror, into one executable that reads records and writes those of the outputs. */
export function compiled(programs: readonly Exported[]): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'exportC-'));
  const files = programs.map(({ program: { name, source, header } }) => {
    writeFileSync(join(folder, `${name}.c`), source);
    writeFileSync(join(folder, `${name}.h`), header);
    return `${name}.c`;
  });
  const cases = programs.map((exported, k) => `static void run_${k}(void) {\n${caseText(exported)}\n}`);
  const calls = programs.map((_, k) => `if (atoi(argv[1]) == ${k}) run_${k}();`);
  const main = [
    '#include <stdio.h>',
    '#include <stdlib.h>',
    ...programs.map(({ program: { name } }) => `#include "${name}.h"`),
    ...cases,
    `int main(int argc, char **argv) {\nif (argc < 2) return 1;\n${calls.join('\n')}\nreturn 0;\n}`,
  ].join('\n');
  writeFileSync(join(folder, 'main.c'), `${main}\n`);
  execFileSync('gcc', [...FLAGS, '-o', 'main', 'main.c', ...files], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  return {
    run: (index, input) =>
      new Uint8Array(execFileSync(join(folder, 'main'), [`${index}`], { input, maxBuffer: 2 ** 28 })),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function caseText({ network, program: { name, arenaBytes, stateBytes }, memory }: Exported): string {
  const shapes = checkNetwork(network);
  const ports = [
    ...network.inputs.map((input, k) => ({ id: `input_${k}`, ...input })),
    ...network.outputs.flatMap((output, k) =>
      network.layers.filter(layer => layer.name === output).map(layer => ({ ...layer, id: `output_${k}` })),
    ),
  ];
  const lines = ports.map(({ id, name: key, params }) => {
    const type = params ? typeName(params) : 'float';
    return `static ${type} ${id}[${elementsOf(shapes.get(key) ?? [])}];`;
  });
  const instance = memory === 'caller' && arenaBytes + stateBytes > 0;
  const last = network.inputs.length;
  const reads = ports.slice(0, last).map(({ id }) => `fread(${id}, 1, sizeof ${id}, stdin) == sizeof ${id}`);
  return [
    ...lines,
    ...(instance ? [`static struct ${name}_memory memory;`] : []),
    ...(stateBytes > 0 ? [`${name}_reset(${instance ? '&memory' : ''});`] : []),
    `while (${reads.join(' && ')}) {`,
    `  ${name}_run(${[...(instance ? ['&memory'] : []), ...ports.map(({ id }) => id)].join(', ')});`,
    ...ports.slice(last).map(({ id }) => `  fwrite(${id}, 1, sizeof ${id}, stdout);`),
    '}',
  ].join('\n');
}

function typeName(params: AffineParams): string {
  const codes: Codes = newCodes(params, 0);
  return `${codes.constructor.name.replace('Array', '').toLowerCase()}_t`;
}
