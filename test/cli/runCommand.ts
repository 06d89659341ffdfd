import { Writable } from 'node:stream';
import { bitstair } from '../../cli/bitstair.js';

/** Collects what is written. */
class Text extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command line; its exit code, and what it wrote. */
export async function runCommand(...args: readonly string[]) {
  const [stdout, stderr] = [new Text(), new Text()];
  const status = await bitstair(args, { stdout, stderr });
  return { status, stdout: stdout.text, stderr: stderr.text };
}
