import { expect } from 'chai';
import { from, Subject } from 'rxjs';
import type { QueueReport } from '../../lib/allocation/index.js';
import { OverflowError } from '../../lib/errors.js';
import { frame, type QFrame } from '../../lib/frame.js';
import { affineParams } from '../../lib/quantizers/index.js';
import { boundedCodes } from '../../operators/index.js';

/** Ten frames of 100 bytes. */
const frames = Array.from({ length: 10 }, (_, k): QFrame => {
  const f = frame(new Float32Array(100), { start: 100 * k });
  return { ...f, data: new Int8Array(100), params: affineParams({ scale: 1 }), clipped: 0 };
});

describe('boundedCodes', () => {
  it('lowers bits before it drops a frame, and shows the SQNR paid', async () => {
    const reports: QueueReport[] = [];
    const taken: QFrame[] = [];
    const queue = boundedCodes({ capacityBytes: 500, minBits: 4, onReport: r => reports.push(r) });
    for await (const f of queue(from(frames))) taken.push(f);
    expect(taken.map(f => f.params.bits)).to.deep.equal(new Array(10).fill(4)); // 10 frames of 50 bytes
    expect(reports.at(-1)).to.deep.include({ taken: 10, lowered: 10, dropped: 0 });
    expect(reports.at(-1)?.sqnrPaid).to.be.closeTo(24.082, 0.001); // 4 bits of 6.0206 dB
  });

  it('leaves frames as they are while the consumer keeps up', async () => {
    const source = new Subject<QFrame>();
    const items = boundedCodes({ capacityBytes: 100 })(source)[Symbol.asyncIterator]();
    for (const f of frames) {
      const next = items.next();
      source.next(f);
      expect((await next).value).to.equal(f);
    }
    const last = items.next();
    source.complete();
    expect((await last).done).to.equal(true);
  });

  it('drops, or ends behind the waiting frames, when lowering is not enough', async () => {
    const taken: number[] = [];
    for await (const f of boundedCodes({ capacityBytes: 250 })(from(frames))) taken.push(f.start);
    expect(taken).to.deep.equal([500, 600, 700, 800, 900]);
    let error: unknown;
    taken.length = 0;
    try {
      for await (const f of boundedCodes({ capacityBytes: 250, onOverflow: 'error' })(from(frames)))
        taken.push(f.start);
    } catch (caught) {
      error = caught;
    }
    expect(taken).to.deep.equal([0, 100, 200, 300, 400]);
    expect(error).to.be.instanceOf(OverflowError);
  });

  it('starts with an empty queue in each loop, and unsubscribes when the consumer leaves', async () => {
    const queue = boundedCodes({ capacityBytes: 10_000 })(from(frames));
    for (let loop = 0; loop < 2; loop++) {
      let count = 0;
      for await (const f of queue) count += f.length;
      expect(count).to.equal(1000);
    }
    const source = new Subject<QFrame>();
    const items = boundedCodes({ capacityBytes: 100 })(source)[Symbol.asyncIterator]();
    const next = items.next();
    source.next(frames[0]);
    await next;
    await items.return?.();
    expect(source.observed).to.equal(false);
  });

  it('refuses wrong options at the call', () => {
    expect(() => boundedCodes({ capacityBytes: 0 })).to.throw(RangeError, 'capacityBytes');
    expect(() => boundedCodes({ capacityBytes: 1, onReport: 1 as unknown as () => void })).to.throw(
      TypeError,
      'onReport',
    );
  });
});
