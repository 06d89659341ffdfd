import { connect, forkJoin, from, lastValueFrom, type ObservableInput } from 'rxjs';
import { channelGain } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import type { SqnrReport } from '../lib/meters/index.js';
import { symmetric } from '../lib/quantizers/index.js';
import type { Range } from '../lib/range.js';
import { equalize } from '../operators/equalize.js';
import { quantize } from '../operators/quantize.js';
import { sqnr } from '../operators/sqnr.js';

/** The same channels under three encodings of the same width. */
export interface SharedEncodingReport {
  /** One scale for all channels, set by the strongest. */
  readonly shared: SqnrReport;
  /** A scale of its own for each channel. */
  readonly perChannel: SqnrReport;
  /** One scale for all, after {@link channelGain} has brought the channels to a common range. */
  readonly equalized: SqnrReport;
}

/**
 * Shows what a weak channel loses when it shares one encoding with a strong one, and that gains give it back.
 *
 * @param source frames; read once
 * @param range  range of the stream, one interval a channel
 * @param bits   code width, 2 to 16
 */
export function sharedEncoding(source: ObservableInput<Frame>, range: Range, bits = 8): Promise<SharedEncodingReport> {
  const [one, many] = [symmetric({ bits, axis: 'tensor' }), symmetric({ bits, axis: 'channel' })];
  return lastValueFrom(
    from(source).pipe(
      connect(frames$ =>
        forkJoin({
          shared: frames$.pipe(quantize({ quantizer: one, range }), sqnr()),
          perChannel: frames$.pipe(quantize({ quantizer: many, range }), sqnr()),
          equalized: frames$.pipe(equalize({ equalizer: channelGain(), range }), quantize({ quantizer: one }), sqnr()),
        }),
      ),
    ),
  );
}
