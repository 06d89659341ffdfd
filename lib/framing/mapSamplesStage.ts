import { checkFunction } from '../check.js';
import type { Frame } from '../frame.js';
import { marksOf } from '../marks.js';
import { toSensor } from '../sensorDomain.js';
import { type Stage, stateless } from '../stage.js';

/**
 * Makes a new value of each.
 *
 * @param value   in the sensor's unit: gains are divided out, centres added
 * @param channel its place, from 0
 * @param index   absolute index of the sample
 */
export type SampleMap = (value: number, channel: number, index: number) => number;

/**
 * Applies a function without memory to every sample. Start, description and marks stay; range, gains and centres are left out, as they
 * hold for the samples of before. Results are rounded to float32.
 */
export function mapSamplesStage(map: SampleMap): Stage<Frame, Frame> {
  checkFunction('mapSamples', 'map', map);
  return stateless('mapSamples', f => {
    const { data: samples } = toSensor(f);
    const { channels, length, start, info } = f;
    const data = new Float32Array(samples.length);
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < length; i++) data[c * length + i] = map(samples[c * length + i], c, start + i);
    }
    return { data, channels, length, start, info, ...marksOf(f) };
  });
}
