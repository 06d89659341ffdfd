// A source that pushes at its own pace meets a slow consumer: a bounded queue drops the oldest frames and counts them.
import { Subject } from 'rxjs';
import { affine, bounded, type Frame, frame, quantize, through } from '../node.js';

const radio = new Subject<Frame>();
let dropped = 0;
const queue = bounded<Frame>({ capacity: 4, onOverflow: 'dropOldest', onDrop: n => (dropped = n) });
const codes = through(queue(radio), quantize({ quantizer: affine({ bits: 8 }), range: [-1, 1] }));

const first = codes.next(); // subscribes
for (let k = 0; k < 10; k++) radio.next(frame(new Float32Array(64).fill(k / 10), { start: 64 * k }));
radio.complete();

console.log(`first frame starts at ${(await first).value?.start}`);
for await (const f of codes) console.log(`frame at ${f.start}, ${f.clipped} clipped`);
console.log(`${dropped} frames dropped`);
