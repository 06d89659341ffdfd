import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rooms from the ground up: each may import itself and what stands before it. */
const HOUSE = ['lib', 'datasets', 'operators', 'pipelines', 'cli'];
/** Inside lib, from the ground up. The files of lib itself and the kernels stand below all rooms; see ARCHITECTURE.md. */
const SIGNALS = [
  'framing',
  'statistics',
  'ranges',
  'codebooks',
  'quantizers',
  'meters',
  'equalizers',
  'packing',
  'allocation',
  'requantizing',
  'frontend',
];
const NETWORKS = ['graph', 'dialects', 'plan', 'ops', 'rewrite', 'engine', 'streaming', 'inference', 'formats'];
const LIB = [...SIGNALS, ...NETWORKS, 'ptq'];
const GROUND = ['', 'kernels'];
/** What shows rooms to the outside: above all of them. */
const FACES = ['lib/index.ts', 'lib/network.ts'];

interface Source {
  /** Path from the root. */
  readonly path: string;
  readonly text: string;
  /** What it imports at run time or by type. */
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => {
      const path = relative(root, join(entry.parentPath, entry.name));
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm)].map(m => ({
        from: m[2],
        typeOnly: m[1] !== undefined,
      }));
      return { path, text, imports };
    });
}

const all = HOUSE.flatMap(sources);

/** The room inside lib that a path from the root stands in; undefined outside lib. */
function libRoom(path: string): string | undefined {
  const parts = path.split('/');
  return parts[0] === 'lib' ? (parts.length === 2 ? '' : parts[1]) : undefined;
}

/** The export of a file's own name, or undefined for a file of types and helpers. */
function ownExport({ path, text }: Source): string | undefined {
  const name = basename(path, '.ts');
  return new RegExp(`^export (?:async )?(?:function\\*?|const|class) ${name}\\b`, 'm').test(text) ? name : undefined;
}

/** Whether the docstring of that export keeps it out of the public face. */
function isInternal({ text }: Source, name: string): boolean {
  const at = text.search(new RegExp(`^export (?:async )?(?:function\\*?|const|class) ${name}\\b`, 'm'));
  return text.slice(text.lastIndexOf('/**', at), at).includes('@internal');
}

describe('the house', () => {
  it('has imports that go one way between rooms', () => {
    const wrong = all.flatMap(({ path, imports }) => {
      const room = path.split('/')[0];
      return imports
        .filter(i => i.from.startsWith('.'))
        .map(i => relative(root, resolve(root, dirname(path), i.from)))
        .filter(
          target => HOUSE.indexOf(target.split('/')[0]) > HOUSE.indexOf(room) || !HOUSE.includes(target.split('/')[0]),
        )
        .map(target => `${path} imports ${target}`);
    });
    // operators take frames from anywhere: they do not know datasets
    const strangers = all.filter(
      s => s.path.startsWith('operators/') && s.imports.some(i => i.from.includes('/datasets/')),
    );
    expect([...wrong, ...strangers.map(s => s.path)]).to.deep.equal([]);
  });

  it('has imports that go one way inside lib, type imports too', () => {
    const height = (room: string) => (GROUND.includes(room) ? -1 : LIB.indexOf(room));
    const wrong = all.flatMap(({ path, imports }) => {
      const room = libRoom(path);
      if (room === undefined || FACES.includes(path)) return [];
      return imports
        .filter(i => i.from.startsWith('.'))
        .map(i => relative(root, resolve(root, dirname(path), i.from)))
        .filter(target => height(libRoom(target) ?? '?') > height(room))
        .map(target => `${path} imports ${target}`);
    });
    expect(wrong).to.deep.equal([]);
    const rooms = new Set(all.map(s => libRoom(s.path)).filter(r => r !== undefined && !GROUND.includes(r)));
    expect([...rooms].filter(r => !LIB.includes(r as string))).to.deep.equal([]);
  });

  it('has no circles, type imports included', () => {
    const imports = new Map(
      all.map(({ path, imports: list }) => [
        path,
        list
          .filter(i => i.from.startsWith('.'))
          .map(i => relative(root, resolve(root, dirname(path), i.from)).replace(/\.js$/, '.ts')),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      const at = way.indexOf(path);
      if (at >= 0) circles.push([...way.slice(at), path].join(' -> '));
      if (at >= 0 || done.has(path)) return;
      for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
      done.add(path);
    };
    for (const path of imports.keys()) visit(path, []);
    expect(circles).to.deep.equal([]);
    expect(imports.size).to.be.above(600); // the walk has seen the house
  });

  it('keeps rxjs and Node out of lib, and everything else to public names', () => {
    const wrong = all.flatMap(({ path, imports }) =>
      imports
        .map(i => i.from)
        .filter(from => {
          const builtin = from.startsWith('node:') || builtinModules.includes(from);
          if (path.startsWith('lib/')) return builtin || from.startsWith('rxjs');
          return from.startsWith('rxjs/') || (builtin && path.startsWith('operators/'));
        })
        .map(from => `${path} imports ${from}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('has an index line and a test for every public thing', () => {
    const wrong = all.flatMap(source => {
      const name = ownExport(source);
      if (name === undefined || source.path.startsWith('cli/') || isInternal(source, name)) return [];
      // kernels are internal; those that plans name are tried by the layers that call them, and held against their vector twins
      if (/^lib\/kernels\/(?:calls|wasm)\//.test(source.path)) return [];
      const room = dirname(source.path);
      const face = faceOf(room);
      const line =
        room === 'lib/kernels' ||
        readFileSync(join(root, face), 'utf8').includes(
          `${relative(dirname(face), source.path).replace(/\.ts$/, '.js')}'`,
        );
      const test = existsSync(join(root, 'test', room, `${name}.test.ts`));
      return [...(line ? [] : [`${source.path}: no line in ${face}`]), ...(test ? [] : [`${source.path}: no test`])];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('tries the laws on everything that has memory', () => {
    const wrong = all.flatMap(source => {
      const name = ownExport(source);
      if (name === undefined || !source.path.startsWith('lib/') || isInternal(source, name)) return [];
      const signature =
        new RegExp(`export function ${name}\\b[\\s\\S]*?\\): ([\\s\\S]*?) \\{\\n`).exec(source.text)?.[1] ?? '';
      if (signature.includes('Uint8Array')) return []; // bytes: other laws, in their own tests
      if (/^Stage<|StreamQuantizer/.test(signature)) return lawless(source, name, /stageLaws\(/);
      if (/^(?:Accumulator<|RangeAccumulator$|(?!RangeTracker$)\w*Tracker$)/.test(signature))
        return lawless(source, name, /accumulatorLaws\(/);
      return /^(?:Summary<|RangeTracker$|LiveRange$)/.test(signature) ? lawless(source, name, /summaryLaws\(/) : [];
    });
    expect(wrong).to.deep.equal([]);
  });
});

/** Where the things of a room are shown: its own index, that of the room around it, or that of all networks. */
function faceOf(room: string): string {
  for (let folder = room; folder !== '.'; folder = dirname(folder)) {
    if (folder === 'lib' && NETWORKS.includes(libRoom(`${room}/x`) ?? '')) return 'lib/network.ts';
    if (existsSync(join(root, folder, 'index.ts'))) return join(folder, 'index.ts');
  }
  return 'index.ts';
}

function lawless({ path }: Source, name: string, law: RegExp): string[] {
  const test = join(root, 'test', dirname(path), `${name}.test.ts`);
  return existsSync(test) && law.test(readFileSync(test, 'utf8'))
    ? []
    : [`${path}: its test does not call ${law.source}`];
}
