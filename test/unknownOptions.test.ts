import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as lib from '../lib/index.js';
import * as network from '../lib/network.js';
import * as node from '../node.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the options stand among the arguments of every exported function of the sources that has any: by name. */
function optionsOf(): Map<string, number> {
  const found = new Map<string, number>();
  for (const room of ['lib', 'operators', 'pipelines', 'datasets']) {
    for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      if (!/(?:Options|Limits|Geometry)\b/.test(text)) continue;
      for (const statement of ts.createSourceFile(entry.name, text, ts.ScriptTarget.Latest).statements) {
        if (!ts.isFunctionDeclaration(statement) || !statement.name || !statement.body) continue;
        const at = statement.parameters.findIndex(p =>
          /(?:Options|Limits|Geometry)\b/.test(p.type ? text.slice(p.type.pos, p.type.end) : ''),
        );
        const exported = statement.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword) ?? false;
        if (at >= 0 && exported) found.set(statement.name.text, at);
      }
    }
  }
  return found;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** What a call throws, at once or as a rejection. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('options of every public function', () => {
  const positions = optionsOf();
  const functions = new Map<string, AnyFunction>();
  for (const [name, value] of Object.entries({ ...lib, ...network, ...node })) {
    if (typeof value === 'function' && positions.has(name)) functions.set(name, value as AnyFunction);
  }
  it('are found', () => {
    expect(functions.size).to.be.above(150);
    expect([...functions.keys()]).to.include.members(['muLaw', 'csv', 'infer', 'compile', 'conv1d', 'encodeWireFrame']);
  });

  it('refuse a key that is not one of them, and name the nearest', async () => {
    const silent: string[] = [];
    for (const [name, call] of functions) {
      const args = Array.from({ length: positions.get(name) as number }, () => undefined);
      const error = await thrownBy(() => call(...args, { 'no-such-option': 1 }));
      const said =
        error instanceof lib.OptionTypeError &&
        /there is no option "no-such-option", the nearest is \w+/.test(error.message);
      if (!said) silent.push(`${name}: ${String(error)}`);
    }
    expect(silent).to.deep.equal([]);
  });

  it('refuse what is no object', async () => {
    const silent: string[] = [];
    for (const [name, call] of functions) {
      const args = Array.from({ length: positions.get(name) as number }, () => undefined);
      for (const options of [8, 'affine', null, []]) {
        const error = await thrownBy(() => call(...args, options));
        const said = error instanceof lib.OptionTypeError && error.message.includes('options must be an object');
        if (!said) silent.push(`${name}(${JSON.stringify(options)}): ${String(error)}`);
      }
    }
    expect(silent).to.deep.equal([]);
  });
});
