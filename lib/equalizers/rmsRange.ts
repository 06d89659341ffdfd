import { DataError, OptionTypeError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import { addSquares } from '../kernels/lanes.js';
import { laneOf, LANES, LaneSums } from '../meters/laneSums.js';
import type { Range, RangeAccumulator } from '../range.js';
import { type Json, loadCount, loadState } from '../state.js';

/**
 * The range [-rms, rms] of each channel: what {@link channelGain} needs to bring channels to a common rms value. It is no clipping
 * range: give `equalize` a `headroom` of the signal's crest factor or more.
 *
 * A channel without samples has the range [0, 0]. The sum of squares is a double in a fixed order: the same bits for any cutting.
 *
 * @throws {DataError} from `push` at a NaN or an infinity, saying which channel and when
 */
export function rmsRange(): RangeAccumulator {
  return new RmsRange();
}

class RmsRange implements RangeAccumulator {
  private info: StreamInfo | undefined;
  private samples = 0;
  private squares = new LaneSums(0);

  push(f: Frame): void {
    if (this.info) checkSameStream('rmsRange', f, this.info);
    else this.open(f.info);
    const { lanes } = this.squares;
    const first = laneOf(f.start);
    for (let c = 0; c < f.channels; c++) {
      const [begin, end] = [c * f.length, (c + 1) * f.length];
      const middle = Math.min(begin + laneOf(-first), end);
      const tail = middle + ((end - middle) & -LANES);
      for (let i = begin; i < middle; i++) lanes[c * LANES + first + i - begin] += f.data[i] * f.data[i];
      addSquares(f.data, middle, tail, lanes, c * LANES);
      for (let i = tail; i < end; i++) lanes[c * LANES + i - tail] += f.data[i] * f.data[i];
      if (!Number.isFinite(this.squares.total(c))) throw nonFinite(f, c);
    }
    this.samples += f.length;
  }

  value(): Range {
    const rms = (this.info?.names ?? []).map((_, c) =>
      this.samples === 0 ? 0 : Math.sqrt(this.squares.total(c) / this.samples),
    );
    return Object.freeze({ min: Object.freeze(rms.map(x => 0 - x)), max: Object.freeze(rms) });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof RmsRange)) throw new OptionTypeError('rmsRange: merges only with another rmsRange');
    if (!other.info) return;
    if (!this.info) this.open(other.info);
    const [own, given] = [this.squares.lanes.length, other.squares.lanes.length].map(n => n / LANES);
    if (own !== given) {
      throw new DataError('data-channels', `rmsRange: cannot merge ${given} channels into ${own}`);
    }
    this.squares.merge(other.squares);
    this.samples += other.samples;
  }

  save(): Json {
    return {
      who: 'rmsRange',
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      samples: this.samples,
      squares: this.squares.save(),
    };
  }

  restore(saved: unknown): void {
    const { info, samples, squares } = loadState('rmsRange', 1, saved);
    this.reset();
    if (info === null) return;
    this.open(loadInfo('rmsRange', info));
    this.samples = loadCount('rmsRange', 'samples', samples);
    this.squares.restore('rmsRange', squares);
  }

  reset(): void {
    this.info = undefined;
    this.samples = 0;
    this.squares = new LaneSums(0);
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.squares = new LaneSums(info.names.length);
  }
}

function nonFinite(f: Frame, c: number): DataError {
  const x = f.data.subarray(c * f.length, (c + 1) * f.length);
  const i = x.findIndex(v => !Number.isFinite(v));
  return new DataError(
    'data-non-finite',
    `rmsRange: channel ${f.info.names[c]} is ${x[i]} at ${when(f.info, f.start + i)}; fill gaps first`,
  );
}
