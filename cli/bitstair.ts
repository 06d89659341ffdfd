import { Command, CommanderError } from 'commander';
import type { Writable } from 'node:stream';
import { inFlags } from './csvOptions.js';
import { addInspect } from './inspectCommand.js';
import { terminalLines } from './terminalText.js';

/** Codes of errors of whoever calls. */
const WRONG_USE: ReadonlySet<unknown> = new Set(['option-range', 'option-type']);

/** Where the command writes. */
export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * The command line.
 *
 * @param args what stands behind the name of the command
 * @returns the exit code: 0 done, 1 bad data or a file that cannot be read, 2 wrong use
 */
export async function bitstair(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const program = new Command('bitstair')
    .description('Streaming signal quantization: what every bit buys, measured on your data.')
    .exitOverride()
    .configureOutput({ writeOut: text => stdout.write(text), writeErr: text => stderr.write(text) })
    .configureHelp({ showGlobalOptions: true });
  addInspect(program, stdout);
  if (args[0] !== 'inspect') (await import('./moreCommands.js')).addCommands(program, stdout);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said why
    stderr.write(`bitstair: ${terminalLines(error instanceof Error ? inFlags(error.message) : String(error))}\n`);
    return WRONG_USE.has((error as { readonly code?: unknown }).code) ? 2 : 1;
  }
}
