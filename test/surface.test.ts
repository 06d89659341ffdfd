import { expect } from 'chai';
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as node from '../node.js';
import * as root from '../index.js';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

interface Entry {
  readonly default: string;
}

/** Every file that the package shows, as a source. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string | Entry | { readonly node: Entry; readonly default: Entry }>>;
  };
  return Object.values(exports).flatMap(entry => {
    if (typeof entry === 'string') return [];
    const files = 'node' in entry ? [entry.node.default, entry.default.default] : [entry.default];
    return files.map(file => file.replace('./dist/', '').replace(/\.js$/, '.ts'));
  });
}

/** Three imports bundled for browsers: bytes, minified. Fails where anything needs Node. */
async function bundled(names: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from './index.ts';`, resolveDir: path('.') },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    minify: true,
    write: false,
    external: ['rxjs'],
    logLevel: 'silent',
  });
  return outputFiles[0].contents.length;
}

describe('the surface', () => {
  it('is what was chosen: the names of the root entry', () => {
    const listed = readFileSync(path('test/surface.txt'), 'utf8').trim().split('\n');
    expect(Object.keys(root).sort()).to.deep.equal(listed);
    expect(listed.length).to.be.at.most(200);
  });

  it('shows files that there are, one a room', () => {
    expect(entries().filter(file => !existsSync(path(file)))).to.deep.equal([]);
    expect(entries()).to.include.members(['node.ts', 'index.ts', 'lib/network.ts', 'operators/index.ts']);
  });

  it('reads files under Node only', () => {
    expect(node).to.include.keys('csv', 'readModel');
    expect(root).not.to.have.any.keys('csv', 'readModel');
  });

  it('bundles for browsers without anything of Node, within a budget', async () => {
    expect(await bundled('muLaw')).to.be.below(BUDGET.muLaw);
    expect(await bundled('quantize')).to.be.below(BUDGET.quantize);
    expect(await bundled('infer')).to.be.below(BUDGET.infer);
  }).timeout(60_000);
});

/** Bytes, minified, RxJS apart: a fifth more than the 4,893, 8,249 and 199,877 that were measured. */
const BUDGET = { muLaw: 5_900, quantize: 9_900, infer: 240_000 } as const;
