import { checkInteger, show } from '../../check.js';
import { OptionRangeError } from '../../errors.js';
import type { Margin, Padding1d, Padding2d, Pair } from '../../graph/network.js';

/** Height and width from an option, where one number stands for both; integers of at least 1. */
export function pairOption(who: string, option: string, value: number | Pair): Pair {
  const [height, width] = typeof value === 'number' ? [value, value] : listOf(who, option, value, 'a number or a pair');
  return [checkInteger(who, option, height, 1), checkInteger(who, option, width, 1)];
}

/** The padding of windows along one axis. */
export function padding1dOption(who: string, padding: Padding1d): Padding1d {
  return padding === 'valid' || padding === 'same'
    ? padding
    : marginOption(who, 'padding', padding, 'valid, same or [before, behind]');
}

/** The padding of windows along two axes. */
export function padding2dOption(who: string, padding: Padding2d): Padding2d {
  return padding === 'valid' || padding === 'same'
    ? padding
    : marginsOption(who, 'padding', padding, 'valid, same or margins of height and width');
}

/** Margins of height and width. */
export function marginsOption(
  who: string,
  option: string,
  value: readonly [height: Margin, width: Margin],
  rule = 'margins of height and width',
): readonly [height: Margin, width: Margin] {
  const [height, width] = listOf(who, option, value, rule);
  return [marginOption(who, option, height, rule), marginOption(who, option, width, rule)];
}

function marginOption(who: string, option: string, value: Margin, rule: string): Margin {
  const [before, behind] = listOf(who, option, value, rule);
  return [
    checkInteger(who, option, before, -Number.MAX_SAFE_INTEGER),
    checkInteger(who, option, behind, -Number.MAX_SAFE_INTEGER),
  ];
}

/** `value` when it is a list of two. */
function listOf<T>(who: string, option: string, value: readonly [T, T], rule: string): readonly [T, T] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new OptionRangeError(`${who}: ${option} must be ${rule}, got ${show(value)}`);
  }
  return value;
}
