// Audio in, the features that a wake-word network takes out: a sweep climbs through the bands. With a model and a recording, the
// command is: bitstair run MODEL.tflite FILE.wav --front-end micro-wake-word
import { from } from 'rxjs';
import { MICRO_WAKE_WORD } from '../lib/frontend/index.js';
import { frame, microFrontend, streamInfo } from '../node.js';

const info = streamInfo({ channels: 1, sampleRate: 16000 });
const sweep = (i: number) => Math.sin(2 * Math.PI * (200 + (2500 * i) / 16000) * (i / 16000)) / 2;
const frames = Array.from({ length: 10 }, (_, k) =>
  frame(
    Float32Array.from({ length: 1600 }, (_, i) => sweep(1600 * k + i)),
    { start: 1600 * k, info },
  ),
);

from(frames)
  .pipe(microFrontend(MICRO_WAKE_WORD))
  .subscribe(({ data, length, start }) => {
    const last = Array.from({ length: data.length / length }, (_, c) => data[c * length + length - 1]);
    const loudest = last.indexOf(Math.max(...last));
    console.log(`${(0.01 * (start + length)).toFixed(2)} s  band ${loudest}: ${last[loudest]}`);
  });
