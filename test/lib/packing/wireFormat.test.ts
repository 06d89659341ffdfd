import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { WIRE_KEYS, WIRE_KINDS } from '../../../lib/packing/wireFormat.js';

const cddl = readFileSync(new URL('../../../docs/wire-frame.cddl', import.meta.url), 'utf8');

describe('the key table', () => {
  it('is the published one', () => {
    const published = [...cddl.matchAll(/^ {2}(?:\? )?(\d+) => .*; (\w+)(?::|$)/gm)].map(
      ([, key, name]) => `${key} ${name}`,
    );
    const sent = Object.entries(WIRE_KEYS).map(([name, key]) => `${key} ${name}`);
    expect([...new Set(published)].sort()).to.deep.equal(sent.sort());
  });

  it('numbers kinds as published', () => {
    const published = [...cddl.matchAll(/^([\w-]+) = \(.*\n {2}(?:\? )?0 => (\d),/gm)].map(([, name, number]) => [
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      Number(number),
    ]);
    expect(Object.fromEntries(published)).to.deep.equal(WIRE_KINDS);
  });

  it('ascends, so that deterministic encoding sends fields in its order', () => {
    const keys = Object.values(WIRE_KEYS);
    expect(keys).to.deep.equal(Array.from(keys, (_, k) => k));
  });
});
