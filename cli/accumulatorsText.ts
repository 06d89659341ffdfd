import { accumulatorProof } from '../lib/engine/accumulatorProof.js';
import { FormatError } from '../lib/errors.js';
import { type AnyNetwork, compile } from '../lib/network.js';
import { countsOf } from './countsOf.js';
import { shortened } from './shortened.js';
import { terminalText } from './terminalText.js';

/** How wide the accumulators must be, whatever the input, and whether they fit those of the executor. */
interface Accumulators {
  readonly fit: boolean;
  /** Bits that each layer needs; a layer with several sums has an entry for each. */
  readonly layers: readonly { readonly name: string; readonly bits: number }[];
  /** Why it cannot be said that they fit. */
  readonly reason?: string;
}

/** What the accumulators of a network need. */
export function accumulatorsOf(network: AnyNetwork): Accumulators {
  try {
    const layers = [...accumulatorProof(network)].map(([name, { bits }]) => ({ name, bits }));
    if (network.arithmetic !== 'float32') compile(network); // refuses accumulators that can leave their width
    return { fit: true, layers };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { fit: false, layers: [], reason: error.message };
  }
}

/** The same in words. */
export function accumulatorsText({ fit, layers, reason }: Accumulators): string {
  if (!fit) return `not proven to fit: ${terminalText(reason ?? '')}`;
  if (layers.length === 0) return 'none: no layer sums products of codes';
  const widest = layers.reduce((a, b) => (b.bits > a.bits ? b : a));
  const counts = countsOf(layers.map(layer => `${layer.bits} bits`)).map(([bits, count]) => `${bits} x ${count}`);
  return [
    `proven to fit, whatever the input; the widest needs ${widest.bits} bits: ${shortened(widest.name)}`,
    `sums by the bits that they need: ${counts.join(', ')}`,
  ].join('\n');
}
