import { checkInteger } from '../check.js';
import { lloydMaxDesigner, type LloydMaxDesignerOptions } from '../codebooks/lloydMaxDesigner.js';
import type { Frame, QFrame } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { fuse, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { checkFinite } from './checkFinite.js';
import { codebookOf, codebookParams } from './codebook.js';
import { encodeFrame, type StreamQuantizer } from './quantizer.js';

/** Options of {@link liveLloydMax}. */
export interface LiveLloydMaxOptions extends Partial<LloydMaxDesignerOptions> {
  /** Samples between new levels, an integer in [1, 2^24]. Defaults to 4096. */
  readonly every?: number;
}

const OPTIONS: OptionKeys<LiveLloydMaxOptions> = { every: true, levels: true, cells: true };

/**
 * Lloyd-Max levels that follow the stream: block k, of the absolute indices [k * every, (k + 1) * every), is coded with the
 * levels of least mean squared error for all samples of all channels up to its own end.
 *
 * One set of levels serves all channels; it travels with each frame, 16 of them by default, fewer where fewer values were
 * seen. A gap changes nothing. Ties and overload as in {@link codebook}. NaN and infinities are errors. Delay: at most
 * `every` samples. A block costs about as much as sorting `cells * levels` numbers; `cells` is 1024 by default.
 */
export function liveLloydMax(options: LiveLloydMaxOptions = {}): StreamQuantizer {
  const { levels = 16, cells = 1024, every = 4096 } = checkOptions('liveLloydMax', options, OPTIONS);
  checkInteger('liveLloydMax', 'levels', levels, 1, 4096);
  checkInteger('liveLloydMax', 'every', every, 1, 2 ** 24);
  lloydMaxDesigner({ levels, cells }); // wrong options are errors now, not at the first subscription
  return {
    name: 'liveLloydMax',
    encoder: () => fuse(reframeStage({ size: every }), redesigned({ levels, cells })),
  };
}

/** Codes each frame with the levels that a designer finds once it has seen it. */
function redesigned({ levels, cells }: { readonly levels: number; readonly cells: number }): Stage<Frame, QFrame> {
  const designer = lloydMaxDesigner({ levels, cells });
  const options = { levels, cells };
  return {
    process(f, emit) {
      checkFinite('liveLloydMax', f);
      designer.push(f);
      const params = codebookParams(designer.value().levels);
      emit(encodeFrame(codebookOf('liveLloydMax', params, {}), f, params));
    },
    flush: () => {},
    save: () => ({ who: 'liveLloydMax', version: 2, options, designer: designer.save() }),
    restore: state => designer.restore(loadState('liveLloydMax', 2, state, options).designer),
  };
}
