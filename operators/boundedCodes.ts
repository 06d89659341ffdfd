import type { Observable } from 'rxjs';
import { checkFunction } from '../lib/check.js';
import { codeQueue, type CodeQueueOptions, type QueueReport } from '../lib/allocation/index.js';
import type { QFrame } from '../lib/frame.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { queued } from './queued.js';

/** Options of {@link boundedCodes}. */
export interface BoundedCodesOptions extends CodeQueueOptions {
  /** Told of the cost so far at each frame taken. */
  readonly onReport?: ((report: QueueReport) => void) | undefined;
  /** Ends the loop at once, with the signal's reason as its error. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: OptionKeys<BoundedCodesOptions> = {
  onReport: true,
  capacityBytes: true,
  minBits: true,
  onOverflow: true,
  signal: true,
};

/**
 * A queue of frames of codes, bounded in bytes, between a source that pushes at its own pace and a consumer that pulls at its own: when it
 * is full it lowers the bits of waiting frames before it drops any; see {@link codeQueue}. Originals that frames carry for meters do not wait with them: meter in front. For items of any kind, and policies that
 * only drop, there is `bounded`.
 *
 * @example
 * const queue = boundedCodes({ capacityBytes: 65536, minBits: 4, onReport: r => console.log(`${r.sqnrPaid} dB paid`) });
 * for await (const codes of queue(codes$)) await send(codes);
 */
export function boundedCodes(options: BoundedCodesOptions): (source: Observable<QFrame>) => AsyncIterable<QFrame> {
  const { onReport, signal, ...rest } = checkOptions('boundedCodes', options, OPTIONS);
  if (onReport !== undefined) checkFunction('boundedCodes', 'onReport', onReport);
  codeQueue(rest); // wrong options throw before anyone subscribes
  return queued(() => {
    const queue = codeQueue(rest);
    return {
      push: f => queue.push(f),
      isEmpty: () => queue.length === 0,
      take() {
        const f = queue.take();
        onReport?.(queue.report());
        return f;
      },
    };
  }, signal);
}
