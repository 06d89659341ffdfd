import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, sequential } from '../../lib/network.js';

/** y = 2 a - 3 b + 0.5, a network small enough to be computed by head. */
export const line = sequential({
  name: 'line',
  input: [2],
  layers: [dense({ units: 1, weights: [2, -3], bias: [0.5] })],
});

/** A folder of its own for the tests of a block, removed behind the last. */
export function testFolder(): () => string {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-test-'))));
  after(() => rmSync(folder, { recursive: true }));
  return () => folder;
}
