import { constants } from './constants.js';
import { conv } from './conv.js';
import { elementwise } from './elementwise.js';
import type { Handler } from './handler.js';
import { matrix } from './matrix.js';
import { movement } from './movement.js';
import { normalization } from './normalization.js';
import { pools } from './pool.js';
import { quantized } from './quantized.js';
import { recurrent } from './recurrent.js';
import { reduce } from './reduce.js';
import { resize } from './resize.js';

const tables = [
  constants,
  conv,
  elementwise,
  matrix,
  movement,
  normalization,
  pools,
  quantized,
  recurrent,
  reduce,
  resize,
];

const handlers: ReadonlyMap<string, Handler> = new Map(tables.flatMap(table => Object.entries(table)));

/** What imports an operator, if anything does. */
export function handlerOf(domain: string, op: string): Handler | undefined {
  return handlers.get(domain === '' ? op : `${domain}:${op}`);
}
