import { readFileSync } from 'node:fs';

/** The version of the package: its file stands one folder above the sources, and two above what is built. */
export function version(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'bitstair') return version;
    } catch {
      // the other place
    }
  }
  throw new Error('version: the package has no package.json');
}
