import { access, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { readModel, type ReadModelOptions } from '../../datasets/index.js';
import { FileError, OptionRangeError } from '../../lib/errors.js';
import { exportC, exportOnnx, type ExportOnnxOptions } from '../../lib/network.js';
import { type AnyNetwork, foldNetwork, networkToBinary, streamNetwork, summary } from '../../lib/network.js';
import { documented, type DocumentFlags } from '../description.js';
import type { Output } from '../output.js';
import { writeFiles } from '../../datasets/writeFiles.js';
import { table } from '../table.js';
import type { TargetName } from '../targetNames.js';
import { describeModel } from '../describeModel.js';

/** A converted model: files beside each other under one name. */
interface Converted {
  readonly stem: string;
  readonly files: readonly { readonly extension: string; readonly content: string | Uint8Array }[];
  /** What is worth knowing of it, bytes. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** What goes in and comes out of an ONNX model of codes. */
type Io = NonNullable<ExportOnnxOptions['io']>;

/** A format to convert to. */
interface Target {
  /** Ending of the file that `--out` names. */
  readonly extension: string;
  convert(network: AnyNetwork, stem: string, io: Io | undefined): Converted;
}

/** Targets by the name they have on the command line. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  onnx: {
    extension: '.onnx',
    convert: (network, stem, io) => ({
      stem,
      files: [{ extension: '.onnx', content: exportOnnx(network, io ? { io } : {}) }],
    }),
  },
  c: {
    extension: '.c',
    convert(network, stem) {
      const { name, source, header, constantBytes, arenaBytes, stateBytes } = exportC(network, { name: stem });
      const files = [
        { extension: '.c', content: source },
        { extension: '.h', content: header },
      ];
      return { stem: name, files, sizes: { constants: constantBytes, activations: arenaBytes, state: stateBytes } };
    },
  },
  json: {
    extension: '.json',
    convert(network, stem) {
      const { json, weights } = networkToBinary(network);
      const files = [
        { extension: '.json', content: `${JSON.stringify(json, null, 1)}\n` },
        { extension: '.bin', content: weights },
      ];
      return { stem, files };
    },
  },
};

/** What to convert to. */
export interface ConvertSettings extends DocumentFlags {
  readonly to: TargetName;
  /** A folder, or the path of the first file; by default the current folder. */
  readonly out?: string | undefined;
  /** Name of the network and, in a folder, of the files; by default that of the model's file. */
  readonly name?: string | undefined;
  readonly fold: boolean;
  /** Whether to write the streaming form of the network; see {@link streamNetwork}. */
  readonly stream?: boolean;
  /** Whether numbers or codes go in and come out, in ONNX. Defaults to numbers. */
  readonly io?: Io | undefined;
  /** Samples of its runs. */
  readonly hop?: number | undefined;
  /** Whether files that exist are written over. */
  readonly force: boolean;
}

/** Converts a model file, and shows what was written. */
export async function convertModel(
  file: string,
  options: ReadModelOptions,
  settings: ConvertSettings,
  out: Output,
): Promise<void> {
  const { to, name, fold, force } = settings;
  const target = TARGETS[to];
  const place = await placeOf(settings.out, target);
  const model = await readModel(file, options);
  if (settings.io !== undefined && to !== 'onnx') throw new OptionRangeError('convert: io goes with --to onnx');
  const said = documented(model.network, settings);
  const named: AnyNetwork = name === undefined ? said : { ...said, name };
  const folded = fold ? foldNetwork(named) : named;
  if (settings.hop !== undefined && !settings.stream) throw new OptionRangeError('convert: hop goes with --stream');
  const network = settings.stream ? streamNetwork(folded, { hop: settings.hop ?? 1 }) : folded;
  const { paths, written, sizes } = converted(network, { ...settings, target, place, file });
  out.settings({ file, ...describeModel(model), to, fold, files: paths });

  await writeAll(written, place, force);
  const [before, after] = [summary(model.network), summary(network)];
  out.result('layers', { before: before.layers.length, after: after.layers.length });
  out.result(
    'files',
    written.map(({ path, bytes }) => ({ path, bytes })),
  );
  if (sizes) out.result('sizes', sizes);
  out.section(
    `${after.layers.length} layers${fold ? `, folded from ${before.layers.length}` : ''}, ${after.parameters} parameters`,
    table(
      ['written', 'bytes'],
      written.map(({ path, bytes }) => [path, `${bytes}`]),
    ),
  );
  if (sizes)
    out.line(
      `bytes at run time: ${Object.entries(sizes)
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}`,
    );
}

/** What a network becomes, and where it goes. */
interface Place {
  readonly folder: string;
  readonly stem?: string;
}

/** A file to be. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly content: string | Uint8Array;
}

/**
 * The files that a network becomes.
 *
 * @throws {RangeError} when they cannot have the name that was asked for
 */
export function converted(
  network: AnyNetwork,
  {
    target,
    place,
    name,
    io,
    file,
  }: Pick<ConvertSettings, 'name' | 'io'> & { target: Target; place: Place; file: string },
): { readonly paths: string[]; readonly written: readonly WrittenFile[]; readonly sizes: Converted['sizes'] } {
  const stem = place.stem ?? name ?? basename(file, extname(file));
  checkStem(stem);
  const { files, sizes, stem: made } = target.convert(network, stem, io);
  if (place.stem !== undefined && made !== stem) {
    throw new OptionRangeError(`convert: out must be a name of the format, such as ${made + target.extension}`);
  }
  const written = files.map(({ extension, content }) => ({
    path: join(place.folder, made + extension),
    bytes: Buffer.byteLength(content),
    content,
  }));
  return { paths: written.map(({ path }) => path), written, sizes };
}

/** Writes files, over those that exist only where it is forced to. */
export async function writeAll(written: readonly WrittenFile[], { folder }: Place, force: boolean): Promise<void> {
  if (!force) await refuseExisting(written.map(({ path }) => path));
  await mkdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new FileError(`convert: folder ${folder} cannot be made (${cause.code})`, { cause });
  });
  await writeFiles('convert', written, { replace: force });
}

/** Where the files go: a folder, and their name where it is given. */
export async function placeOf(out: string | undefined, { extension }: Target): Promise<Place> {
  if (out === undefined || /[\\/]$/.test(out) || (await isFolder(out))) return { folder: out ?? '.' };
  if (extname(out) === extension) return { folder: dirname(out), stem: basename(out, extension) };
  throw new OptionRangeError(
    `convert: out must be a folder, a new one with / at its end, or end in ${extension}, got ${JSON.stringify(out)}`,
  );
}

function checkStem(stem: string): void {
  if (/^[^./\\\0][^/\\\0]*$/.test(stem)) return;
  throw new OptionRangeError(`convert: name must be that of a file, without a folder, got ${JSON.stringify(stem)}`);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) throw new OptionRangeError(`convert: ${path} exists; give --force to write over it`);
  }
}
