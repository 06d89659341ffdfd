import { show } from '../check.js';
import { FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import type { Values } from '../kernels/kernel.js';
import type { Plan } from '../plan/plan.js';
import type { AffineParams } from '../qparams.js';
import { planDigest } from './planDigest.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';

/** What a network carries from run to run, for one stream: variables, and the memory of layers as `layer/name`. One block of bytes. */
export interface State {
  /** Names of what is carried. */
  readonly names: readonly string[];
  /** The block, up to date: a copy is a snapshot. */
  readonly bytes: Uint8Array;
  /**
   * A copy of what is carried under a name.
   *
   * @throws {RangeError} when there is nothing of that name
   */
  values(name: string): Values;
  /** Takes the bytes of another state of the same network. */
  set(bytes: Uint8Array): void;
  /** Back to the state before the first run. */
  reset(): void;
  /** The state as a JSON-safe value. */
  save(): Json;
  /**
   * Takes up a saved state.
   *
   * @throws {FormatError} when it was saved by another network, or in another dialect
   */
  restore(saved: unknown): void;
}

/** The states of one compiled network, of which one at a time lies in its memory. */
export interface States {
  newState(): State;
  /** Brings a state into the memory; the one that was there goes back to its own block. */
  enter(state: State): void;
}

/**
 * @internal
 *
 * @param held the place of the state in the network's memory
 */
export function makeState(plan: Plan, held: Uint8Array): States {
  const fields = plan.state.map((k): Field => {
    const { name, shape, params, place } = plan.tensors[k];
    return { name, length: elementsOf(shape), params, offset: place.region === 'state' ? place.offset : 0 };
  });
  const names = fields.map(({ name }) => name);
  let resident: Block | undefined;
  let made: string | undefined;
  const digest = () => (made ??= planDigest(plan)); // when a state is saved or restored first

  class Block implements State {
    readonly names = names;
    private readonly own = plan.initial.slice();

    get bytes(): Uint8Array {
      if (resident === this) this.own.set(held);
      return this.own;
    }

    values(name: string): Values {
      const field = fields.find(f => f.name === name);
      if (!field) throw new OptionRangeError(`state: nothing is named ${show(name)}`);
      return read(this.bytes, field);
    }

    set(bytes: Uint8Array): void {
      if (!(bytes instanceof Uint8Array) || bytes.length !== held.length) {
        throw new OptionTypeError(`state: takes a block of ${held.length} bytes, got ${bytes.length}`);
      }
      this.own.set(bytes);
      if (resident === this) held.set(bytes);
    }

    reset(): void {
      this.set(plan.initial);
    }

    save(): Json {
      const { bytes } = this;
      return {
        who: 'network',
        version: 2,
        digest: digest(),
        state: Object.fromEntries(fields.map(field => [field.name, saveNumbers(read(bytes, field))])),
      };
    }

    restore(saved: unknown): void {
      const loaded = loadState('network', 2, saved);
      if (loaded.digest !== digest()) {
        throw new FormatError(
          'format-state',
          `network: the state was saved by another network, or in another dialect: its digest is ${show(loaded.digest)}, that of this ` +
            `network ${digest()}${plan.dialect === undefined ? '' : ` in ${plan.dialect}`}`,
        );
      }
      const given = loaded.state as object | null | undefined;
      const bytes = plan.initial.slice();
      for (const { name, length, params, offset } of fields) {
        const own: unknown = given && Object.hasOwn(given, name) ? given[name as keyof typeof given] : undefined;
        const label = `network, state ${show(name)}`;
        const numbers = loadNumbers(label, own, length);
        const stored = allocate(params, length);
        stored.set(numbers);
        const bad = numbers.findIndex((x, k) => !Object.is(x, stored[k]));
        if (bad >= 0) throw new FormatError('format-state', `${label}: holds no ${numbers[bad]}, as entry ${bad} is`);
        bytes.set(new Uint8Array(stored.buffer), offset);
      }
      this.set(bytes);
    }

    /** Leaves the memory. */
    leave(): void {
      this.own.set(held);
    }

    /** Comes into the memory. */
    come(): void {
      held.set(this.own);
    }
  }

  return {
    newState: () => new Block(),
    enter(state) {
      if (state === resident) return;
      if (!(state instanceof Block)) throw new OptionTypeError('run: the state must be one of this network');
      resident?.leave();
      state.come();
      resident = state;
    },
  };
}

/** One thing that is carried. */
interface Field {
  readonly name: string;
  readonly length: number;
  readonly params: AffineParams | undefined;
  /** Where it begins in the block, bytes. */
  readonly offset: number;
}

function read(bytes: Uint8Array, { length, params, offset }: Field): Values {
  const values = allocate(params, length);
  new Uint8Array(values.buffer).set(bytes.subarray(offset, offset + length * values.BYTES_PER_ELEMENT));
  return values;
}
