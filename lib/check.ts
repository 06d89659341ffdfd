import { OptionRangeError, OptionTypeError } from './errors.js';

/** `value` when it is an integer in [min, max]; the message names who asked and for which option. */
export function checkInteger(
  who: string,
  option: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number') throw new OptionTypeError(`${who}: ${option} must be a number, got ${show(value)}`);
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    const rule = max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer in [${min}, ${max}]`;
    throw new OptionRangeError(`${who}: ${option} must be ${rule}, got ${show(value)}`);
  }
  return value;
}

/** `value` when it is a finite number that the test accepts; `rule` says the test in words. */
export function checkNumber(
  who: string,
  option: string,
  value: unknown,
  rule = 'a finite number',
  test: (x: number) => boolean = () => true,
): number {
  if (typeof value !== 'number') throw new OptionTypeError(`${who}: ${option} must be a number, got ${show(value)}`);
  if (!Number.isFinite(value) || !test(value)) {
    throw new OptionRangeError(`${who}: ${option} must be ${rule}, got ${show(value)}`);
  }
  return value;
}

/** `value` when it is a finite number above zero. */
export function checkPositive(who: string, option: string, value: unknown): number {
  return checkNumber(who, option, value, 'a finite number above 0', x => x > 0);
}

/** `value` when it is one of the allowed words. */
export function checkOneOf<T extends string>(who: string, option: string, value: unknown, allowed: readonly T[]): T {
  if (!(allowed as readonly unknown[]).includes(value)) {
    throw new OptionRangeError(`${who}: ${option} must be one of ${allowed.join(', ')}; got ${show(value)}`);
  }
  return value as T;
}

/** `value` when it is true or false. */
export function checkBoolean(who: string, option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new OptionTypeError(`${who}: ${option} must be a boolean, got ${show(value)}`);
  return value;
}

/** `value` when it is a function. */
export function checkFunction<T>(who: string, option: string, value: T): T {
  if (typeof value !== 'function')
    throw new OptionTypeError(`${who}: ${option} must be a function, got ${show(value)}`);
  return value;
}

/** `value` when it is an object with the named method: a quantizer, an equalizer. */
export function checkStrategy<T extends object>(who: string, option: string, value: T, method: keyof T & string): T {
  const found: unknown = (value as T | undefined)?.[method];
  if (typeof found !== 'function') {
    throw new OptionTypeError(
      `${who}: ${option} must be an object with a method ${method}, got ${show(value)}${called(value)}`,
    );
  }
  return value;
}

/** The advice that a rule which was not called needs. */
function called(value: unknown): string {
  return typeof value === 'function' ? `; call it: ${value.name}()` : '';
}

/** A short picture of any value, for error messages. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
