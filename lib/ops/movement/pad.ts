import { checkInteger, checkNumber, checkOneOf } from '../../check.js';
import type { Margin, Pad } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_ELEMENTS, showShape, stridesOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import { onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, padHelp, whole } from '../time.js';

const modes = ['constant', 'edge', 'reflect', 'symmetric'] as const satisfies readonly Pad['mode'][];

/** How far the mirrored entries reach, for `length` of them. */
const reach = { constant: Infinity, edge: Infinity, reflect: -1, symmetric: 0 } as const;

/** Every axis lengthened, or cut where a margin is negative. */
export const padOp = movementOp<Pad>({
  type: 'pad',
  time(layer, [{ axis = 0 }]) {
    const [before, behind] = layer.margins[axis];
    if (before > 0 || behind > 0) return whole('pads the window in time', padHelp);
    return { ...columns(axis, () => ({ ...layer, margins: layer.margins.with(axis, [0, 0]) })), before };
  },
  read: fields => ({
    margins: fields.margins('margins'),
    mode: fields.oneOf('mode', modes),
    value: fields.number('value'),
  }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { margins, mode } = layer;
    if (margins.length !== shape.length) {
      const rule = `margins must be a pair for each axis of the input ${showShape(shape)}`;
      throw networkError(layerNamed(layer), rule, `${margins.length}`);
    }
    return shape.map((length, k) => {
      const [before, behind] = margins[k];
      const left = length + Math.min(before, 0) + Math.min(behind, 0);
      const got = `[${before}, ${behind}] for axis ${k} of the input ${showShape(shape)}`;
      if (left < 1) throw networkError(layerNamed(layer), 'margins must leave an entry of each axis', got);
      if (Math.max(before, behind) > left + reach[mode]) {
        throw networkError(layerNamed(layer), `margins must be at most ${left + reach[mode]} in mode ${mode}`, got);
      }
      return length + before + behind;
    });
  },
  copies({ margins, mode, value }, [shape], output) {
    const [from, to] = [stridesOf(shape), stridesOf(output)];
    if (mode === 'constant') {
      const inside = shape.map((length, k) => {
        const [before, behind] = margins[k];
        const count = length + Math.min(before, 0) + Math.min(behind, 0);
        return {
          from: places(count, from[k], Math.max(-before, 0) * from[k]),
          to: places(count, to[k], Math.max(before, 0) * to[k]),
        };
      });
      return { copies: [copyOf(inside)], fill: value };
    }
    const axes = shape.map((length, k) => {
      const entries = sourcesOf(mode, length, margins[k]);
      return { from: entries.map(index => index * from[k]), to: places(entries.length, to[k]) };
    });
    return { copies: [copyOf(axes)] };
  },
});

/** Which entry of an axis of `length` stands at place `index`, where the first one stands at 0. */
const entryAt: Readonly<Record<Exclude<Pad['mode'], 'constant'>, (index: number, length: number) => number>> = {
  edge: (index, length) => Math.min(Math.max(index, 0), length - 1),
  reflect: (index, length) => (index < 0 ? -index : index < length ? index : 2 * (length - 1) - index),
  symmetric: (index, length) => (index < 0 ? -1 - index : index < length ? index : 2 * length - 1 - index),
};

/** The entry of an axis that each entry of the output is. */
function sourcesOf(mode: keyof typeof entryAt, length: number, [before, behind]: Margin): Int32Array {
  return places(length + before + behind, 1, -before).map(index => entryAt[mode](index, length));
}

/** Options of {@link pad}. */
export interface PadOptions extends LayerPlanOptions {
  /** Entries before and behind each axis, integers; a negative number cuts entries off. */
  readonly margins: readonly Margin[];
  /**
   * What stands there: `constant`, the value; `edge`, the nearest entry; `reflect` and `symmetric`, the mirrored entries without
   * and with the edge. Defaults to `constant`.
   */
  readonly mode?: Pad['mode'];
  /** The value of the mode `constant`, a finite number. Defaults to 0. */
  readonly value?: number;
}

const OPTIONS: OptionKeys<PadOptions> = { margins: true, mode: true, value: true, name: true };

/** A layer that lengthens axes. */
export function pad(options: PadOptions): LayerPlan {
  const { margins, mode = 'constant', value = 0, name } = checkOptions('pad', options, OPTIONS);
  checkOneOf('pad', 'mode', mode, modes);
  checkNumber('pad', 'value', value);
  const own = margins.map(([before, behind], k): Margin => {
    checkInteger('pad', `margins[${k}][0]`, before, -MAX_ELEMENTS, MAX_ELEMENTS);
    checkInteger('pad', `margins[${k}][1]`, behind, -MAX_ELEMENTS, MAX_ELEMENTS);
    return [before, behind];
  });
  return { type: 'pad', name, build: at => ({ type: 'pad', ...at, margins: own, mode, value }) };
}
