import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ReadModelOptions } from '../datasets/index.js';
import { dialects } from '../lib/dialects/dialects.js';
import type { Dialect, LayoutAxis, StatePairs } from '../lib/network.js';
import { number } from './csvOptions.js';

/** Dialects by the name they have on the command line. */
export const DIALECTS: Readonly<Record<string, Dialect>> = dialects;

/** What the options of model files parse to. */
export interface ModelFlags {
  readonly externalData: boolean;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly maxBytes?: number;
  readonly maxMacs?: number;
  readonly maxElements?: number;
  readonly layout?: readonly LayoutAxis[];
  readonly carry?: StatePairs | 'match';
}

/** Adds the options that say how to read a model file. */
export function withModelOptions(command: Command): Command {
  return command
    .option('--external-data', 'an ONNX model may keep its weights in other files of its folder', false)
    .option('--dimensions <list>', 'lengths of axes that an ONNX model has names for: batch=1,time=100', dimensions, {})
    .option(
      '--layout <axes>',
      "axes of the model's input, outermost first: batch,channels,time or time=26,channels=3",
      layout,
    )
    .option(
      '--carry <list>',
      'state that the model has as inputs and outputs: input=output,... or match, where names and shapes tell (none)',
      statePairs,
    )
    .option('--max-bytes <bytes>', 'the most bytes that the files of a model may hold (268435456)', number)
    .option('--max-macs <count>', 'the most multiply-accumulates of a run of the model (68719476736)', number)
    .option('--max-elements <count>', 'the most elements of all its tensors, at most 268435456 (134217728)', number);
}

/** The flags as options of `readModel`. */
export function modelOptions({
  externalData,
  dimensions,
  maxBytes,
  maxMacs,
  maxElements,
  carry,
  layout,
}: ModelFlags): ReadModelOptions {
  return {
    externalData,
    dimensions,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxMacs !== undefined && { maxMacs }),
    ...(maxElements !== undefined && { maxElements }),
    ...(carry && { carry }),
    ...(layout && { layout }),
  };
}

/** Adds the choice of a dialect. */
export function withDialect(command: Command): Command {
  return command.addOption(
    new Option('--dialect <name>', "how the integers are rounded (the model's own, or tflm)").choices(
      Object.keys(DIALECTS),
    ),
  );
}

/** The dialect that was chosen, if any. */
export function dialectOf({ dialect }: { readonly dialect?: string }): Dialect | undefined {
  return dialect === undefined ? undefined : DIALECTS[dialect];
}

function statePairs(text: string): StatePairs | 'match' {
  if (text === 'match') return text;
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [, input, output] = /^\s*(.+?)\s*=\s*(.+?)\s*$/.exec(pair) ?? [];
      if (output === undefined)
        throw new InvalidArgumentError('must be match, or pairs input=output, separated by commas');
      return [input, output];
    }),
  );
}

function dimensions(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [, name, length] = /^\s*(.+?)\s*=\s*(\d+)\s*$/.exec(pair) ?? [];
      if (length === undefined) throw new InvalidArgumentError('must be pairs name=length, separated by commas');
      return [name, Number(length)];
    }),
  );
}

function layout(text: string): readonly LayoutAxis[] {
  return text.split(',').map(axis => {
    const [, name, length] = /^\s*([^=]+?)\s*(?:=\s*(\d+)\s*)?$/.exec(axis) ?? [];
    if (name === undefined) throw new InvalidArgumentError('must be names of axes, each with =length or without');
    return { name, ...(length !== undefined && { length: Number(length) }) };
  });
}
