import { activities, activity, activityAt, type ActivitySegment } from '../../datasets/generators/index.js';
import { random } from '../../lib/random.js';

/** Samples in a window. */
export const WINDOW = 64;
/** Samples between two windows. */
const HOP = 32;
/** Seconds of each activity in a recording. */
const SECONDS = 6;

/** Labelled windows; `inputs` of shape (count, time, 3). */
export interface Windows {
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** What the shipped network learns from: persons 1 to 1400. */
export const trainingWindows = (): Windows => windowsOf(1, 1400);

/** What it is judged by: 500 persons that took no part in training or in any choice made on the way. */
export const unseenWindows = (): Windows => windowsOf(2_000_000, 500);

/**
 * Windows of recordings, one for each seed from `first` on: a person who does everything once, in any order, with the
 * sensor worn in any direction. A window that reaches into the next activity is left out.
 */
export function windowsOf(first: number, recordings: number): Windows {
  const most = recordings * Math.ceil((activities.length * SECONDS * 50) / HOP);
  const inputs = new Float32Array(most * WINDOW * 3);
  const labels = new Uint8Array(most);
  let count = 0;
  for (let seed = first; seed < first + recordings; seed++) {
    const script = shuffledScript(seed);
    for (const { data, length } of activity({ script, seed, frameLength: 2 ** 16 })) {
      for (let start = 0; start + WINDOW <= length; start += HOP) {
        const label = activityAt(script, start);
        if (label === undefined || activityAt(script, start + WINDOW - 1) !== label) continue;
        for (let t = 0; t < WINDOW; t++) {
          for (let c = 0; c < 3; c++) inputs[(count * WINDOW + t) * 3 + c] = data[c * length + start + t];
        }
        labels[count++] = activities.indexOf(label);
      }
    }
  }
  return { inputs: inputs.subarray(0, count * WINDOW * 3), labels: labels.subarray(0, count), count };
}

/** All activities, the order drawn by the seed (Fisher-Yates). */
function shuffledScript(seed: number): ActivitySegment[] {
  const shuffle = random(seed);
  const script = activities.map(name => ({ activity: name, seconds: SECONDS }));
  for (let i = script.length - 1; i > 0; i--) {
    const j = Math.floor(shuffle.uniform() * (i + 1));
    [script[i], script[j]] = [script[j], script[i]];
  }
  return script;
}
