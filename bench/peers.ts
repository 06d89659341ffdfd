import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('peers/', import.meta.url);
const require = createRequire(new URL('package.json', FOLDER));

/** A library to be compared with, as `npm run bench:peers` installs it; undefined where it is not there. */
export function peer(name: string): unknown {
  if (!existsSync(fileURLToPath(new URL(`node_modules/${name}`, FOLDER)))) return undefined;
  return require(name);
}

/** What is said where it is not. */
export function absent(name: string): string {
  return `${name} is not installed: npm run bench:peers`;
}
