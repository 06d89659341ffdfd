import { show } from '../../check.js';
import { networkError } from '../networkError.js';
import type { Tensor } from '../network.js';
import { MAX_ELEMENTS } from '../tensor.js';

/** The fields of one layer from outside, read and checked one at a time. */
export interface Fields {
  /** A positive integer, at most 2^28. */
  integer(field: string): number;
  /** One of the allowed words. */
  oneOf<T extends string>(field: string, allowed: readonly T[]): T;
  /** A constant tensor. */
  tensor(field: string): Tensor;
}

/**
 * Reads the own fields of a record, and nothing else of it.
 *
 * @param where  how messages name the layer
 * @param tensor makes a checked tensor from a field's value
 */
export function fieldsOf(where: string, record: object, tensor: (where: string, value: unknown) => Tensor): Fields {
  const own = (field: string): unknown =>
    Object.hasOwn(record, field) ? (record as Readonly<Record<string, unknown>>)[field] : undefined;
  return {
    integer(field) {
      const value = own(field);
      if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > MAX_ELEMENTS) {
        throw networkError(where, `${field} must be an integer in [1, 2^28]`, show(value));
      }
      return value as number;
    },
    oneOf(field, allowed) {
      const value = own(field);
      const word = allowed.find(x => x === value);
      if (word === undefined) throw networkError(where, `${field} must be one of ${allowed.join(', ')}`, show(value));
      return word;
    },
    tensor(field) {
      const value = own(field);
      if (typeof value !== 'object' || value === null) {
        throw networkError(where, `${field} must be a tensor`, show(value));
      }
      return tensor(`${where}, ${field}`, value);
    },
  };
}
