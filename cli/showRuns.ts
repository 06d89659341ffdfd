import { joined } from '../lib/inference/outputReaders.js';
import type { Compiled, OutputReader } from '../lib/network.js';
import type { ModelRun } from '../pipelines/index.js';
import { realOf } from '../pipelines/sensorClassifier.js';
import type { Output } from './output.js';
import { short } from './table.js';
import { terminalText } from './terminalText.js';

/** How many numbers of a run are shown as text. */
const SHOWN = 8;

/** Shows runs as they come: a line of text for each, or rows of JSON in the end. */
export function showRuns({ outputs, inputs }: Compiled, readers: readonly OutputReader[], out: Output) {
  const coded = outputs.some(({ params }) => params);
  const rows: unknown[] = [];
  const saturated = readers.map(() => 0);
  let windows = 0;
  return {
    get windows() {
      return windows;
    },
    /** Windows in which the largest probability is 1; of codes, which end below 1, nothing is known. */
    saturated: () => readers.map(({ name, kind }, k) => ({ name, kind, saturated: saturated[k] })),
    push({ index, time, outputs: values, inputs: taken = [] }: ModelRun): void {
      if (windows++ === 0) out.line(`\noutputs: ${outputs.map(({ name }) => terminalText(name)).join(', ')}`);
      const decoded = values.map((x, k) => realOf(x, outputs[k]));
      const given = taken.map((x, k) => realOf(x, inputs[k]));
      const readings = readers.map((reader, k) => reader.read(decoded[k], given));
      readings.forEach(({ score }, k) => {
        if (readers[k].kind === 'probabilities' && score === 1) saturated[k]++;
      });
      const said = joined(readings);
      if (out.json) {
        const codes = coded && { codes: values.map((x, k) => (outputs[k].params ? Array.from(x) : null)) };
        rows.push({ index, time, ...said, ...(readers.length > 1 && { readings }), outputs: decoded, ...codes });
        return;
      }
      const at = time === undefined ? `window ${index}` : `${time.toFixed(2)} s`;
      const label = said.label === undefined ? '' : `${terminalText(said.label).padEnd(12)} `;
      const score = said.score === undefined ? '' : `${said.score.toFixed(3)}  `;
      out.line(`${at.padEnd(12)}  ${label}${score}${decoded.map(valuesText).join(' | ')}`);
    },
    end: () => out.result('windows', rows),
  };
}

function valuesText(values: readonly number[]): string {
  const text = values.slice(0, SHOWN).map(x => short(x, 4));
  return text.join(' ') + (values.length > SHOWN ? ` ... (${values.length})` : '');
}
