import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A piece of code that somebody is to copy. */
interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** Whether it is a module by itself; an example of a docstring leaves out imports, and what its names stand for. */
  readonly whole: boolean;
}

const [FRAMES, CODES] = ['Frame', 'QFrame'].map(type => `import('rxjs').Observable<import('bitstair/lib').${type}>`);

/** What the customary names of docstrings' examples stand for; other names in `$` are streams of frames. */
const GIVEN: Readonly<Record<string, string>> = {
  blocks$: `import('rxjs').Observable<import('bitstair/lib').SplitFrame>`,
  codes$: CODES,
  adc$: CODES,
  equalized$: CODES,
  centred$: CODES,
  messages$: `import('rxjs').Observable<import('bitstair/framing').Row>`,
  lines$: `import('rxjs').Observable<string>`,
  float: `import('bitstair/network').FloatNetwork`,
  network: `import('bitstair/network').IntegerNetwork`,
  model: `import('bitstair/network').IntegerNetwork`,
  predictors: 'readonly (readonly number[])[]',
  correlation: 'readonly (readonly number[])[]',
  onReport: '(report: unknown) => void',
  send: '(frame: unknown) => Promise<void>',
  input: 'Int8Array',
  out: 'Int8Array',
  coarse: `import('bitstair/quantizers').QuantizeOptions`,
  fine: `import('bitstair/quantizers').QuantizeOptions`,
};

/** The `ts` blocks of a text. */
function blocksOf(file: string, text: string): Example[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(match => ({
    file,
    line: lineOf(text, match.index),
    code: match[1],
    whole: true,
  }));
}

/** The examples of docstrings: `@example`, and blocks of code. */
function docstringsOf(file: string, text: string): Example[] {
  return [...text.matchAll(/^( *)\/\*\*[\s\S]*?\*\//gm)].flatMap(match => {
    const plain = match[0].replace(/\*\/$/, '').replace(/^ *(?:\/\*\*| \* ?| \*)/gm, '');
    const line = lineOf(text, match.index);
    const tagged = [...plain.matchAll(/@example\n([\s\S]*?)(?=\n *@|\n*$(?![\s\S]))/g)].map(example => example[1]);
    const fenced = [...plain.matchAll(/^ *```ts\n([\s\S]*?)^ *```/gm)].map(example => example[1]);
    return [...tagged, ...fenced].map(code => ({ file, line, code, whole: false }));
  });
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function allExamples(): Example[] {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const within = (folder: string, end: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith(end))
      .map(file => join(folder, file));
  const pages = ['README.md', ...within('docs', '.md')];
  const sources = ['lib', 'operators', 'pipelines', 'datasets'].flatMap(room => within(room, '.ts'));
  return [
    ...pages.flatMap(file => blocksOf(file, read(file))),
    ...sources.flatMap(file => docstringsOf(file, read(file))),
  ];
}

/** Entries of the package as their sources. */
function entries(): ReadonlyMap<string, string> {
  interface Entry {
    readonly default: string;
    readonly node?: { readonly default: string };
  }
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | Entry>>;
  };
  return new Map(
    Object.entries(exports).flatMap(([name, entry]) => {
      if (typeof entry === 'string') return [];
      const file = (entry.node ?? entry).default.replace('./dist/', '').replace(/\.js$/, '.ts');
      return [[name.replace(/^\./, 'bitstair'), join(ROOT, file)]];
    }),
  );
}

/** What the compiler says about examples, each a file of its own beside the package. */
async function complaints(examples: readonly Example[]): Promise<string[]> {
  const paths = entries();
  const nameOf = (k: number) => join(ROOT, 'docs', `example${k}.ts`);
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(
      (
        ts.readConfigFile(join(ROOT, 'tsconfig.json'), name => ts.sys.readFile(name)).config as {
          compilerOptions: object;
        }
      ).compilerOptions,
      ROOT,
    ).options,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    incremental: false,
    paths: Object.fromEntries([...paths].map(([name, file]) => [name, [file]])),
  };
  const imports = await importsOf(paths, options);
  const program = programOf(new Map(examples.map((example, k) => [nameOf(k), moduleOf(example, imports)])), options);
  return examples.flatMap(({ file, line }, k) => {
    const source = program.getSourceFile(nameOf(k));
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

/** Imports of the names of RxJS and of the package's entries: the first that has a value of it, else a type. */
async function importsOf(
  paths: ReadonlyMap<string, string>,
  options: ts.CompilerOptions,
): Promise<ReadonlyMap<string, string>> {
  const modules = [...paths.keys(), 'rxjs'];
  const names = new Map<string, string>();
  const add = (name: string, kind: '' | 'type ', from: string) => {
    if (!names.has(name)) names.set(name, `import { ${kind}${name} } from '${from}';`);
  };
  for (const from of modules) {
    const values = (await import(paths.get(from) ?? from)) as object;
    for (const name of Object.keys(values)) add(name, '', from);
  }
  const program = programOf(
    new Map([[INDEX, modules.map((name, k) => `export * as m${k} from '${name}';`).join('\n')]]),
    options,
  );
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(INDEX);
  const index = source && checker.getSymbolAtLocation(source);
  for (const own of index ? checker.getExportsOfModule(index) : []) {
    const from = modules[Number(own.name.slice(1))];
    for (const { name } of checker.getExportsOfModule(checker.getAliasedSymbol(own))) add(name, 'type ', from);
  }
  return names;
}

const INDEX = join(ROOT, 'docs', 'names.ts');

/** A program of texts that lie in no file. */
function programOf(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = name => texts.has(name) || fileExists.call(host, name);
  host.readFile = name => texts.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, target, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile.call(host, name, target, ...rest)
      : ts.createSourceFile(name, text, target);
  };
  return ts.createProgram([...texts.keys()], options, host);
}

/** An example as a module: one of a docstring gets the imports that it leaves out, and its customary names. */
function moduleOf({ code, whole }: Example, imports: ReadonlyMap<string, string>): string {
  if (whole) return code;
  const words = new Set(code.replace(/'[^']*'/g, '').match(/(?<![\w$]|(?<!\.\.)\.)[A-Za-z_$][\w$]*/g));
  const own = new Set([...code.matchAll(/\b(?:const|let) (\w+\$?)|(\w+\$?) =>/g)].map(match => match[1] ?? match[2]));
  const given = [...words].filter(word => (Object.hasOwn(GIVEN, word) || word.endsWith('$')) && !own.has(word));
  const imported = [...words].filter(word => imports.has(word) && !own.has(word) && !given.includes(word));
  return [
    ...imported.map(word => imports.get(word)),
    ...given.map(word => `declare const ${word}: ${GIVEN[word] ?? FRAMES};`),
    code,
    'export {};',
  ].join('\n');
}

describe('the examples', () => {
  it('compile, those of the pages and those of docstrings', async () => {
    const examples = allExamples();
    expect(examples.filter(({ whole }) => whole).length).to.be.above(5);
    expect(examples.filter(({ whole }) => !whole).length).to.be.above(20);
    expect((await complaints(examples)).join('\n')).to.equal('');
  }).timeout(120_000);
});
