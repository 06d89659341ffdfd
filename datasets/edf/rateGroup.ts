import { show } from '../../lib/check.js';
import { OptionRangeError } from '../../lib/errors.js';
import { chosenColumns, type Reading, sourceError } from '../bytes/frameSource.js';
import type { EdfHeader, EdfSignal } from './header.js';

/** Why a signal cannot be read; undefined where it can. */
export function flawOf({ annotations, samples, digital, physical }: EdfSignal): string | undefined {
  if (annotations) return 'annotations are counted, they are not samples';
  if (samples === 0) return 'has no samples';
  if (!(digital[0] < digital[1])) return `its codes go from ${digital[0]} to ${digital[1]}, so they have no scale`;
  if (!Number.isFinite(physical[0]) || !Number.isFinite(physical[1]) || physical[0] === physical[1]) {
    return `its values go from ${physical[0]} to ${physical[1]}, so they have no scale`;
  }
  return undefined;
}

/**
 * The signals of one stream, which all have one rate: those that are asked for, else the largest group of one rate, and of two as large the
 * faster one.
 *
 * @throws {OptionRangeError} when signals of several rates are asked for, or one that cannot be read
 * @throws {FormatError} when there is none
 * @internal
 */
export function rateGroup(reading: Reading, { signals }: EdfHeader): EdfSignal[] {
  const chosen = chosenColumns(reading, signals);
  const flawed = chosen?.find(flawOf);
  if (flawed) {
    throw new OptionRangeError(
      `edf: columns must be signals, ${show(flawed.name)} of ${reading.name}: ${flawOf(flawed)}`,
    );
  }
  if (chosen) {
    const other = chosen.find(s => s.samples !== chosen[0].samples);
    if (!other) return chosen;
    throw new OptionRangeError(
      `edf: columns of one stream must have one rate, got ${show(chosen[0].name)} with ${rateText(chosen[0])} and ` +
        `${show(other.name)} with ${rateText(other)}; read each rate as a source of its own`,
    );
  }
  const groups = new Map<number, EdfSignal[]>();
  for (const signal of signals) {
    if (!flawOf(signal)) groups.set(signal.samples, [...(groups.get(signal.samples) ?? []), signal]);
  }
  const best = [...groups.values()].sort((a, b) => b.length - a.length || b[0].samples - a[0].samples)[0];
  if (best) return best;
  throw sourceError(reading, 'has no signal that can be read, only annotations or signals without a scale');
}

/** A rate, for messages. */
export function rateText({ sampleRate, samples }: EdfSignal): string {
  return sampleRate === undefined ? `${samples} samples a record` : `${Number(sampleRate.toPrecision(9))} Hz`;
}
