import { checkFollows, checkFrame, type Frame, type RangedFrame } from '../frame.js';
import { sameRange } from '../range.js';
import { carriedRange, sameSensorMap, sensorMap } from '../sensorDomain.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';
import { SampleBuffer } from './sampleBuffer.js';

/**
 * Makes one frame of each list of frames, as `bufferTime` and `bufferCount` gather them. A gap, or a change of what frames carry (range,
 * gains, centres), begins another frame. An empty list gives nothing. Nothing is kept from list to list.
 *
 * @throws {DataError} from `process` when frames of a list are not of one stream, or do not follow each other
 */
export function concatFramesStage(): Stage<readonly Frame[], Frame> {
  return {
    process(list, emit) {
      const joined: Frame[] = [];
      for (let from = 0; from < list.length;) {
        let to = from + 1;
        for (; to < list.length; to++) {
          const [before, next] = [checkFrame('concatFrames', list[to - 1]), checkFrame('concatFrames', list[to])];
          checkFollows('concatFrames', next, before.info, before.start + before.length);
          if (!goesOn(before, next)) break;
        }
        joined.push(to - from === 1 ? checkFrame('concatFrames', list[from]) : join(list.slice(from, to)));
        from = to;
      }
      for (const f of joined) emit(f);
    },
    flush: () => {},
    save: () => ({ who: 'concatFrames', version: 1 }),
    restore: state => void loadState('concatFrames', 1, state),
  };
}

function goesOn(before: Frame, next: Frame): boolean {
  const [a, b] = [carriedRange(before).range, carriedRange(next).range];
  const range = a === b || (a !== undefined && b !== undefined && sameRange(a, b));
  return next.start === before.start + before.length && range && sameSensorMap(before, next);
}

function join(frames: readonly (Frame | RangedFrame)[]): Frame {
  const [first] = frames;
  const { channels, start, info } = first;
  const buffer = new SampleBuffer(info, start);
  for (const f of frames) buffer.append(f, 0, f.length);
  const length = buffer.end - start;
  const data = new Float32Array(channels * length);
  buffer.copy(start, buffer.end, data, length, 0);
  const carried = { ...sensorMap(first), ...carriedRange(first), ...buffer.marks(start, buffer.end, length, 0) };
  return { data, channels, length, start, info, ...carried };
}
