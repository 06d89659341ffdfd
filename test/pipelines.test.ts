import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import * as stream from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as rxjs from 'rxjs';
// eslint-disable-next-line no-restricted-imports -- a public entry of RxJS, for tests
import * as testing from 'rxjs/testing';
import ts from 'typescript';
import * as bitstair from '../node.js';

const PAGE = readFileSync(fileURLToPath(new URL('../docs/pipelines.md', import.meta.url)), 'utf8');
const MODULES: Readonly<Record<string, unknown>> = { bitstair, rxjs, 'rxjs/testing': testing, 'node:stream': stream };

/** The recipes: heading, code, and what the comments behind `console.log` say that they print. */
const recipes = [...PAGE.matchAll(/^## (\d+\. .*)\n[\s\S]*?^```ts\n([\s\S]*?)^```$/gm)].map(([, title, code]) => ({
  title,
  code,
  prints: [...code.matchAll(/console\.log\(.*\).*?; ?\/\/ (.*)$|console\.log\(.*\).*?, \/\/ (.*)$/gm)].flatMap(
    ([, whole, several]) => whole ?? several.split(', '),
  ),
}));

/** Runs a module's text and gives what it prints. */
async function printed(code: string): Promise<string[]> {
  const lines: string[] = [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const log = { log: (...words: unknown[]) => lines.push(words.map(String).join(' ')) };
  const body = `return (async () => {${outputText}\n})()`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page is ours
  const run = new Function('require', 'exports', 'console', body) as (...args: unknown[]) => Promise<void>;
  await run((name: string) => MODULES[name], {}, log);
  return lines;
}

describe('the recipes of docs/pipelines.md', () => {
  it('are at least ten', () => {
    expect(recipes.length).to.be.at.least(10);
  });

  for (const { title, code, prints } of recipes) {
    it(`prints what it says: ${title}`, async () => {
      expect(prints).not.to.deep.equal([]);
      expect(await printed(code)).to.deep.equal(prints);
    });
  }
});
