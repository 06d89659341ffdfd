import type { StreamInfo } from '../lib/frame.js';
import type { KnownNormalization } from '../lib/network.js';
import { short } from './table.js';

/** How samples come to what a network takes, and from where that is known, in words. */
export function normalizationText(known: KnownNormalization, { units }: StreamInfo, unit: string | undefined): string {
  const { gainFrom, meanFrom, stdFrom } = known;
  const { gain, mean, std } = known.options;
  const from = { option: 'given', network: "the model's", nothing: 'none known', units: '' };
  const gains = {
    units: `${[...new Set(units)].join(', ')} to ${unit}`,
    option: 'given',
    nothing: `the unit of the data (${[...new Set(units)].filter(u => u !== '').join(', ') || 'unknown'}) is taken for the model's${unit === undefined ? '' : `, ${unit}`}`,
  };
  return [
    `gain ${listed(gain)} (${gains[gainFrom]})`,
    `mean ${listed(mean)} (${from[meanFrom]})`,
    `std ${listed(std)} (${from[stdFrom]})`,
  ].join(', ');
}

function listed(given: number | readonly number[]): string {
  return typeof given === 'number' ? short(given, 6) : given.map(x => short(x, 6)).join(' ');
}
