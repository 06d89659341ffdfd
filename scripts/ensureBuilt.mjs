// Builds where dist/ is missing or older than a source file, so that `npm start` works in a fresh clone and after every change.
import { execSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));

/** When a file, or the newest one in a folder, was written. */
function written(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return -Infinity;
  const inside = stats.isDirectory() ? readdirSync(path).map(name => written(join(path, name))) : [];
  return Math.max(stats.mtimeMs, ...inside);
}

const sources = [...include, 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts'];
// the bundle is the last file of a build
const built = written(join(root, 'dist/cli/bitstair.js'));
if (sources.some(name => written(join(root, name)) > built)) {
  execSync('npm run --silent build', { cwd: root, stdio: ['ignore', 2, 2] });
}
