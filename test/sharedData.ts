import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of reference recordings, models and vectors: `$BITSTAIR_DATA`, or `shared/data` beside the repository.
 * Undefined where neither exists; tests that need it then skip themselves.
 */
export function sharedData(): string | undefined {
  const folder = process.env.BITSTAIR_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}
