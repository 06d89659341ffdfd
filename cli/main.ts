#!/usr/bin/env node
import { bitstair } from './bitstair.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader of the pipe has left
  throw error;
});
process.exitCode = await bitstair(process.argv.slice(2), process);
