import type { Frame } from '../../../lib/frame.js';

/** The samples of each channel of a finite stream in one piece. */
export function channelsOf(frames: Iterable<Frame>): Float32Array[] {
  const pieces = [...frames];
  const channels = pieces[0]?.channels ?? 0;
  return Array.from({ length: channels }, (_, c) => {
    const out = new Float32Array(pieces.reduce((sum, f) => sum + f.length, 0));
    for (const f of pieces) out.set(f.data.subarray(c * f.length, (c + 1) * f.length), f.start);
    return out;
  });
}
