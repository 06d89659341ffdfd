#!/usr/bin/env node
import { version } from './version.js';

const args = process.argv.slice(2);
/** Whether a file is to be saved in the end, also where nobody reads what is printed. */
const saves = args.some(arg => /^--save-state(=|$)/.test(arg));
let failure: NodeJS.ErrnoException | undefined;

/** The exit code of what could not be printed; the reader of a pipe may leave when it has seen enough. */
function codeOf({ code }: NodeJS.ErrnoException): number {
  if (code === 'EPIPE') return 0;
  process.stderr.write(`bitstair: standard output cannot be written (${code ?? 'unknown'})\n`);
  return 1;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (failure) return; // what follows fails in the same way
  failure = error;
  if (!saves) process.exit(codeOf(error));
});
if (args.length === 1 && /^(--version|-V)$/.test(args[0])) {
  process.stdout.write(`${version()}\n`); // without loading what the commands need
} else {
  const { bitstair } = await import('./bitstair.js');
  const code = await bitstair(args, process);
  process.exitCode = failure && code === 0 ? codeOf(failure) : code;
}
