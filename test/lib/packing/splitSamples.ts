import fc from 'fast-check';
import type { QFrame } from '../../../lib/frame.js';
import { partInfos, partMap, type SplitFrame } from '../../../lib/splitFrame.js';
import { wireSamples } from './wireSamples.js';

/** Split blocks of every kind of parts: the channels of random frames of codes, each under parameters of its own. */
export const splitSamples: fc.Arbitrary<SplitFrame> = fc
  .tuple(
    wireSamples,
    fc.array(fc.option(fc.integer({ min: 1, max: 16 }), { nil: undefined }), { minLength: 1, maxLength: 5 }),
  )
  .map(([{ frame }, widths]) => {
    const { channels, length, start, info, gains, centres } = frame;
    const map = { ...(gains && { gains }), ...(centres && { centres }) };
    const bits = Array.from({ length: channels }, (_, c) => widths[c % widths.length] ?? 0);
    const infos = partInfos(info);
    const bases = bits.map((b, c) => Math.fround((b - 4) * (c + 1) * 0.3));
    const parts = bits.map((b, c): QFrame | undefined => {
      if (b === 0) return undefined;
      const [qmin, qmax] = [-(2 ** (b - 1)), 2 ** (b - 1) - 1];
      const data = new (b > 8 ? Int16Array : Int8Array)(length).map((_, i) => qmin + ((i * 7 + c) % 2 ** b));
      const params = { kind: 'affine' as const, bits: b, qmin, qmax, scale: [0.5 + c], zeroPoint: [c] };
      return { data, channels: 1, length, start, info: infos[c], params, clipped: c % 3, ...partMap(map, c, bases[c]) };
    });
    return { parts, bases, bits, length, start, info, ...map };
  });
