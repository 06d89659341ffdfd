import { MICRO_SPEECH, MICRO_WAKE_WORD } from '../lib/frontend/frontEnds.js';
import type { MicroFrontendSettings } from '../lib/frontend/index.js';
import { short } from './table.js';

/** Front ends by the name they have on the command line. */
export const FRONT_ENDS: Readonly<Record<string, MicroFrontendSettings>> = {
  'micro-speech': MICRO_SPEECH,
  'micro-wake-word': MICRO_WAKE_WORD,
};

/** What a front end does, in words. */
export function frontEndText(frontEnd: string): string {
  const { sampleRate = 0, size = 0, hop = 0, channels } = FRONT_ENDS[frontEnd];
  const ms = (samples: number) => short((1000 * samples) / sampleRate);
  return `${frontEnd}: ${channels} features of ${ms(size)} ms every ${ms(hop)} ms at ${sampleRate} Hz, then int8 codes`;
}
