// Mocha's `spec`, and behind it, as the very last line, how many tests were skipped and what each of them wanted.
const { execFileSync } = require('node:child_process');
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { reporters } = require('mocha');

const root = join(__dirname, '..');

function succeeds(work) {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** What tests may want, how their file names it, whether it is here, and where it comes from. */
const WANTED = [
  {
    what: 'reference data (../shared/data, or the folder that BITSTAIR_DATA names)',
    named: /sharedData|recordings\.js/,
    here: existsSync(process.env.BITSTAIR_DATA ?? join(root, '../shared/data')),
  },
  {
    what: 'onnxruntime-node (npm run bench:peers)',
    named: /onnxruntime-node/,
    here: existsSync(join(root, 'bench/peers/node_modules/onnxruntime-node')),
  },
  {
    what: 'a C compiler (gcc)',
    named: /hasCompiler/,
    here: succeeds(() => execFileSync('gcc', ['--version'], { stdio: 'ignore' })),
  },
];

const NO_REASON = 'no reason: all that their files name is here';

/** What the file of a test names and does not find. */
function wantOf(file) {
  const text = readFileSync(file, 'utf8');
  return WANTED.find(({ named, here }) => !here && named.test(text))?.what ?? NO_REASON;
}

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = new Map();
    const odd = [];
    runner.on('pending', test => {
      const want = wantOf(test.file);
      counts.set(want, (counts.get(want) ?? 0) + 1);
      if (want === NO_REASON) odd.push(test.fullTitle());
    });
    runner.once('end', () => {
      const reasons = [...counts].sort().map(([want, count]) => `${count} for want of ${want}`);
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      for (const title of odd) console.log(`  skipped without a reason: ${title}`);
      console.log(`${total} tests skipped${total > 0 ? `: ${reasons.join('; ')}` : ''}`);
      // each run of a longer job adds its counts
      const list = process.env.BITSTAIR_SKIPPED;
      if (list) for (const [want, count] of counts) appendFileSync(list, `${count}\t${want}\n`);
    });
  }
};
