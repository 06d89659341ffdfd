import { expect } from 'chai';
import { FormatError } from '../../../../lib/errors.js';
import { compilePlan, lower, planFromBytes, planToBytes } from '../../../../lib/network.js';
import { crc32c } from '../../../../lib/packing/crc32c.js';
import { codeCases } from '../codeCases.js';

/** A file with another text, the digest made anew. */
function rewritten(file: Uint8Array, change: (text: string) => string): Uint8Array {
  const head = new DataView(file.buffer, file.byteOffset, 16);
  const length = head.getUint32(8, true);
  const old = new TextDecoder().decode(file.subarray(16, 16 + length)).trimEnd();
  const text = new TextEncoder().encode(change(old));
  const room = Math.ceil(text.length / 16) * 16;
  const made = new Uint8Array(16 + room + file.length - 16 - length).fill(0x20);
  made.set(file.subarray(0, 16));
  made.set(text, 16);
  made.set(file.subarray(16 + length), 16 + room);
  const words = new DataView(made.buffer);
  words.setUint32(8, room, true);
  words.setUint32(12, crc32c(made.subarray(16)), true);
  return made;
}

function rewrittenText(file: Uint8Array): string {
  const length = new DataView(file.buffer).getUint32(8, true);
  return new TextDecoder().decode(file.subarray(16, 16 + length)).trimEnd();
}

const one = (title: string) => codeCases.find(([name]) => name.startsWith(title))?.[1] ?? codeCases[0][1];

describe('planFromBytes', () => {
  it('refuse every damaged byte and every shortened file', () => {
    const file = planToBytes(lower(one('dense')));
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] ^= 0x10;
      expect(() => planFromBytes(damaged), `byte ${at}`).to.throw(FormatError, /^plan: /);
      expect(() => planFromBytes(file.subarray(0, at)), `length ${at}`).to.throw(FormatError, /^plan: /);
    }
  });

  it('refuse what a file from outside may claim', () => {
    const file = planToBytes(lower(one('variables')));
    const wrong = (from: RegExp, to: string, message: RegExp) => {
      const bad = rewritten(file, text => {
        expect(text).to.match(from);
        return text.replace(from, to);
      });
      expect(() => planFromBytes(bad)).to.throw(FormatError, message);
    };
    wrong(/"kernel":"\w+"/, '"kernel":"toString"', /kernel must be one of/);
    wrong(/"kernel":"\w+"/, '"kernel":"__proto__"', /kernel must be one of/);
    wrong(/"reads":\[\d+/, '"reads":[99', /reads\[0\]: must be an integer in \[0, \d+\], got 99/);
    wrong(/"writes":\[\d+/, '"writes":[-1', /must be an integer/);
    wrong(/"arenaBytes":\d+/, '"arenaBytes":1099511627776', /arenaBytes: must be at most \d+/);
    wrong(/"arena":\d+/, '"arena":4096', /must lie within the arena/);
    wrong(/"state":\d+/, '"state":1048576', /must lie within the state/);
    wrong(/"initial":"uint8\[\d+\]"/, '"initial":"uint8[999999999]"', /must lie within/);
    wrong(/"initial":"uint8\[\d+\]"/, '"initial":"uint8[16]"', /must/);
    wrong(/"constants":\{/, '"constants":{"__proto__":{"x":1},', /fields must have plain names/);
    wrong(/"macs":\d+/, '"macs":-1', /macs: must be an integer/);
    wrong(/"moves":\[\[\d+,\d+\]/, '"moves":[[0,0]', /moves: must go to the state/);
    wrong(/"taps":\[/, '"taps":["nothing",', /taps: must name tensors/);
    wrong(/"shape":\[\d+/, '"shape":[1e15', /shape must be/);
    expect(() => planFromBytes(new Uint8Array(3))).to.throw(FormatError, 'plan: file: must be a plan');
  });

  it('throw FormatErrors alone, whatever one of the numbers or fields is changed to', () => {
    const values = ['-1', '0.5', '1e9', '1e300', 'null', '"x"', '[]', '{}'];
    let refused = 0;
    for (const [title, network] of codeCases) {
      const file = planToBytes(lower(network));
      const places = [...rewrittenText(file).matchAll(/(?<=[:[,])-?\d+(\.\d+)?(e-?\d+)?(?=[,\]}])/g)].map(m => m.index);
      places.forEach((at, k) => {
        const value = values[k % values.length];
        const bad = rewritten(
          file,
          text => text.slice(0, at) + text.slice(at).replace(/^-?\d+(\.\d+)?(e-?\d+)?/, value),
        );
        try {
          compilePlan(planFromBytes(bad));
        } catch (error) {
          expect(error, `${title}: ${value} at ${rewrittenText(file).slice(at - 30, at + 10)}`).to.be.instanceOf(
            FormatError,
          );
          refused++;
        }
      });
    }
    expect(refused).to.be.above(1000);
  });
});
