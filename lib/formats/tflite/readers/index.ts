import type { Handler } from '../reading/op.js';
import { blocks } from './blocks.js';
import { elementwise } from './elementwise.js';
import { movement } from './movement.js';
import { normalization } from './normalization.js';
import { pool } from './pool.js';
import { recurrent } from './recurrent.js';
import { reduce } from './reduce.js';
import { weighted } from './weighted.js';

const handlers: ReadonlyMap<string, Handler> = new Map([
  ...weighted,
  ...pool,
  ...reduce,
  ...normalization,
  ...elementwise,
  ...movement,
  ...blocks,
  ...recurrent,
]);

/** The handler of an operator, or undefined for one that is not supported. */
export function handlerOf(name: string): Handler | undefined {
  return handlers.get(name);
}
