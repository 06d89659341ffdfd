import { show } from '../check.js';
import type { AffineParams } from '../qparams.js';
import type { Margin, Padding1d, Padding2d, Pair, Tensor } from './network.js';
import { networkError } from './networkError.js';
import { checkShape, checkTensorParams, MAX_ELEMENTS, MAX_RANK, type Shape } from './tensor.js';

/** The fields of one layer from outside, read and checked one at a time. */
export interface Fields {
  /** An integer in [min, max]; by default [1, 2^28]. */
  integer(field: string, min?: number, max?: number): number;
  /** At most 8 integers in [min, max]; by default [1, 2^28]. */
  integers(field: string, min?: number, max?: number): readonly number[];
  /** Two integers in [1, 2^28]. */
  pair(field: string): Pair;
  /** A finite number. */
  number(field: string): number;
  boolean(field: string): boolean;
  /** One of the allowed words. */
  oneOf<T extends string>(field: string, allowed: readonly T[]): T;
  /** One of the allowed words, or undefined where the field is absent. */
  maybeOneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined;
  /** A list of positive integers with a product of at most 2^28. */
  shape(field: string): Shape;
  /** As many pairs of integers in [-2^28, 2^28] as the layer has axes. */
  margins(field: string): readonly Margin[];
  /** Padding of windows along one axis. */
  padding1d(field: string): Padding1d;
  /** Padding of windows along two axes. */
  padding2d(field: string): Padding2d;
  /** A constant tensor. */
  tensor(field: string): Tensor;
  /** A constant tensor of biases. */
  bias(field: string): Tensor;
  /** As many constant tensors as there are names. */
  tensors<const N extends readonly string[]>(field: string, names: N): { readonly [K in keyof N]: Tensor };
  /** As many constant tensors of biases as there are names. */
  biases<const N extends readonly string[]>(field: string, names: N): { readonly [K in keyof N]: Tensor };
  /** Params of one scale, or undefined where the field is absent. */
  params(field: string): AffineParams | undefined;
}

const paddings = ['valid', 'same'] as const;

/**
 * Reads the own fields of a record, and nothing else of it.
 *
 * @param where  how messages name the layer
 * @param tensor makes a checked tensor from a field's value; `bias` says that it is one of biases
 */
export function fieldsOf(
  where: string,
  record: object,
  tensor: (where: string, value: unknown, bias: boolean) => Tensor,
): Fields {
  const own = (field: string): unknown =>
    Object.hasOwn(record, field) ? (record as Readonly<Record<string, unknown>>)[field] : undefined;

  function integerIn(field: string, value: unknown, min: number, max: number): number {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
      const limit = max === MAX_ELEMENTS ? '2^28' : `${max}`;
      throw networkError(where, `${field} must be an integer in [${min}, ${limit}]`, show(value));
    }
    return (value as number) + 0; // never -0
  }
  function list(field: string, value: unknown, length?: number): readonly unknown[] {
    if (!Array.isArray(value) || (length === undefined ? value.length > MAX_RANK : value.length !== length)) {
      const wanted = length === undefined ? `at most ${MAX_RANK}` : `${length}`;
      throw networkError(where, `${field} must be a list of ${wanted}`, show(value));
    }
    return value;
  }
  function margin(field: string, value: unknown): Margin {
    const [before, behind] = list(field, value, 2);
    return [
      integerIn(`${field}[0]`, before, -MAX_ELEMENTS, MAX_ELEMENTS),
      integerIn(`${field}[1]`, behind, -MAX_ELEMENTS, MAX_ELEMENTS),
    ];
  }
  function tensorFrom(field: string, value: unknown, bias: boolean): Tensor {
    if (typeof value !== 'object' || value === null) {
      throw networkError(where, `${field} must be a tensor`, show(value));
    }
    return tensor(`${where}, ${field}`, value, bias);
  }
  function padding<T>(field: string, read: (value: unknown) => T): T | 'valid' | 'same' {
    const value = own(field);
    const word = paddings.find(p => p === value);
    if (word !== undefined) return word;
    if (typeof value === 'string') throw networkError(where, `${field} must be valid, same or margins`, show(value));
    return read(value);
  }
  function several<const N extends readonly string[]>(field: string, names: N, bias: boolean) {
    const values = list(field, own(field), names.length);
    return names.map((name, k) => tensorFrom(`${field}, ${name}`, values[k], bias)) as {
      readonly [K in keyof N]: Tensor;
    };
  }

  function oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const value = own(field);
    const word = allowed.find(x => x === value);
    if (word === undefined) throw networkError(where, `${field} must be one of ${allowed.join(', ')}`, show(value));
    return word;
  }

  return {
    integer: (field, min = 1, max = MAX_ELEMENTS) => integerIn(field, own(field), min, max),
    integers: (field, min = 1, max = MAX_ELEMENTS) =>
      Array.from(list(field, own(field)), (x, k) => integerIn(`${field}[${k}]`, x, min, max)),
    pair(field) {
      const [height, width] = list(field, own(field), 2);
      return [integerIn(`${field}[0]`, height, 1, MAX_ELEMENTS), integerIn(`${field}[1]`, width, 1, MAX_ELEMENTS)];
    },
    number(field) {
      const value = own(field);
      if (!Number.isFinite(value)) throw networkError(where, `${field} must be a finite number`, show(value));
      return value as number;
    },
    boolean(field) {
      const value = own(field);
      if (typeof value !== 'boolean') throw networkError(where, `${field} must be true or false`, show(value));
      return value;
    },
    oneOf,
    maybeOneOf: (field, allowed) => (own(field) === undefined ? undefined : oneOf(field, allowed)),
    shape: field => checkShape(`${where}, ${field}`, own(field)),
    margins: field => Array.from(list(field, own(field)), (x, k) => margin(`${field}[${k}]`, x)),
    padding1d: field => padding(field, value => margin(field, value)),
    padding2d: field =>
      padding(field, value => {
        const [height, width] = list(field, value, 2);
        return [margin(`${field}[0]`, height), margin(`${field}[1]`, width)] as const;
      }),
    tensor: field => tensorFrom(field, own(field), false),
    bias: field => tensorFrom(field, own(field), true),
    tensors: (field, names) => several(field, names, false),
    biases: (field, names) => several(field, names, true),
    params: field => (own(field) === undefined ? undefined : checkTensorParams(`${where}, ${field}`, own(field), 1)),
  };
}
