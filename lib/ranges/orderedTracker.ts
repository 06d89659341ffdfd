import { checkOneOf } from '../check.js';
import { FormatError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { NON_FINITE, type NonFinite } from '../statistics/histogram.js';
import { refuse } from '../statistics/refuse.js';
import { type Json, loadCount, loadState } from '../state.js';
import type { Range } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** A tracker whose range follows the stream, so that the order of the samples matters. */
export interface LiveRange extends RangeTracker {
  /** NaN and infinite samples seen under `skip`. */
  readonly skipped: number;
}

/** What such a tracker knows of one channel. */
export interface ChannelRange {
  /** Takes x[begin] to x[end - 1], the first at absolute index `index`; returns how many it left out as not finite. */
  push(x: Float32Array, begin: number, end: number, index: number): number;
  /** The range; [0, 0] where no sample counted. */
  interval(): readonly [min: number, max: number];
  save(): Json;
  /** @throws {FormatError} */
  restore(saved: unknown): void;
}

/** What {@link orderedTracker} needs. */
interface Plan {
  readonly who: string;
  readonly nonFinite: NonFinite;
  /** What a saved state must have been made with. */
  readonly settings: readonly (number | string)[];
  /** @param sampleRate of the stream; undefined where it is unknown */
  readonly channel: (sampleRate: number | undefined) => ChannelRange;
}

/**
 * A tracker made of one `ChannelRange` a channel.
 *
 * @internal
 */
export function orderedTracker({ who, nonFinite, settings, channel }: Plan): LiveRange {
  checkOneOf(who, 'nonFinite', nonFinite, NON_FINITE);
  let info: StreamInfo | undefined;
  let end = 0; // absolute index behind the last sample
  let skipped = 0;
  let channels: ChannelRange[] = [];

  return {
    get skipped() {
      return skipped;
    },
    push(f) {
      if (f.length === 0) return;
      if (info) checkFollows(who, f, info, end);
      else {
        channels = f.info.names.map(() => channel(f.info.sampleRate));
        info = f.info;
      }
      if (nonFinite === 'error') checkFinite(who, f);
      for (let c = 0; c < f.channels; c++) {
        skipped += channels[c].push(f.data, c * f.length, (c + 1) * f.length, f.start);
      }
      end = f.start + f.length;
    },
    value(): Range {
      const ends = channels.map(one => one.interval());
      return Object.freeze({
        min: Object.freeze(ends.map(([min]) => min + 0)), // -0 becomes 0
        max: Object.freeze(ends.map(([, max]) => max + 0)),
      });
    },
    save: () => ({
      who,
      version: 1,
      settings,
      info: info ? saveInfo(info) : null,
      end,
      skipped,
      channels: channels.map(one => one.save()),
    }),
    restore(saved) {
      const state = loadState(who, 1, saved);
      const known = state.info === null ? undefined : loadInfo(who, state.info);
      const parts = state.channels;
      const same = Array.isArray(state.settings) && String(state.settings) === String(settings);
      if (
        !same ||
        !Number.isSafeInteger(state.end) ||
        !Array.isArray(parts) ||
        parts.length !== (known?.names.length ?? 0)
      ) {
        throw new FormatError('format-state', `${who}: the saved state is damaged, or of a tracker with other options`);
      }
      skipped = loadCount(who, 'skipped', state.skipped);
      const loaded = parts.map((part: unknown) => {
        const one = channel(known?.sampleRate);
        one.restore(part);
        return one;
      });
      [info, end, channels] = [known, state.end as number, loaded];
    },
    reset() {
      info = undefined;
      end = skipped = 0;
      channels = [];
    },
  };
}

function checkFinite(who: string, f: Frame): void {
  let poison = 0; // becomes NaN at the first sample that is not finite
  for (let i = 0; i < f.data.length; i++) poison += f.data[i] * 0;
  if (poison === 0) return;
  const i = f.data.findIndex(x => !Number.isFinite(x));
  refuse(who, f, Math.floor(i / f.length), i % f.length);
}
