// Messages of a sensor become frames: one row is lost on the way, one comes late, one holds no number.
import { from } from 'rxjs';
import { type Row, rowsToFrames } from '../index.js';

const messages: Row[] = [
  { t: 0, acc: { x: 0.1, y: 0 } },
  { t: 10, acc: { x: 0.2, y: null } },
  { t: 30, acc: { x: 0.4, y: 2 } },
  { t: 20, acc: { x: 0.3, y: 1 } },
  { t: 40, acc: { x: '0.5', y: 3 } },
];

from(messages)
  .pipe(
    rowsToFrames({
      fields: ['acc.x', 'acc.y'],
      units: ['g', 'g'],
      time: 't',
      timeUnit: 'ms',
      sampleRate: 100,
      missing: 'interpolate',
      badRows: 'skip',
      onLoss: ({ kind, row, count }) => console.log(`row ${row}: ${kind}, ${count}`),
    }),
  )
  .subscribe(f => console.log(`frame at ${f.start}: ${[...f.data].join(' ')}`));
