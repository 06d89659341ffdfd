import { elementsOf } from '../../../graph/tensor.js';
import type { Multiplication } from '../../../kernels/multiplication.js';
import { Unsupported } from '../../problems.js';
import { limited, scaled } from '../arithmetic.js';
import { logistic16, tanh16 } from './sigmoid16.js';
import { type Helper, helper } from '../helper.js';
import { type Types, writeSums } from './sums.js';
import { denseStruct, rowFunction } from './weightedHelpers.js';
import { suffix, type WriteCall } from './writeCall.js';

/**
 * Long short-term memory by tables. The hidden state is the output of the sample before; the cell, where it is not carried, lies on the
 * stack: 2 bytes a unit.
 */
export const writeLstm: WriteCall<'lstm'> = (constants, { reads: [input], writes: [output] }, target) => {
  const { time, units, reverse, carry, weights, recurrent, cell } = constants;
  if (cell.rule !== 'table') throw new Unsupported('functions in fixed point');
  if (cell.shift > 14 || cell.shift < -30) throw new Unsupported('a cell of that scale');
  const [ofInput, ofState] = [
    writeSums(weights, input, output, target, false, 'input'),
    writeSums(recurrent, output, output, target, false, 'recurrent'),
  ];
  const { types } = ofInput;
  if (types.w !== 'int8_t' || ofState.types.w !== 'int8_t') throw new Unsupported('weights beyond 8 bits');
  const inputs = weights.weights.length / (4 * units);
  const gates = (name: string, size: number, fields: typeof ofInput.fields) =>
    `&${target.struct(name, denseStruct(types), { rows: 1, inputs: size, outputs: 4 * units, ...fields })}`;
  const name = target.struct('layer', lstmStruct(types), {
    time,
    units,
    reverse: reverse ? 1 : 0,
    input: gates('input', inputs, ofInput.fields),
    recurrent: gates('recurrent', units, ofState.fields),
    ...multiplier('keep', cell.keep),
    ...multiplier('admit', cell.admit),
    ...multiplier('emit', cell.emit),
    tanh_shift: cell.shift,
    least: cell.least,
    most: cell.most,
    zero_point: cell.hidden.zeroPoint,
    low: cell.hidden.low,
    high: cell.hidden.high,
  });
  const run = target.use(lstmFunction(types));
  const batch = elementsOf(input.shape) / (time * inputs);
  const [x, out] = [target.read(0), target.write()];
  const [from, to] = [`${x} + b * ${time * inputs}`, `${out} + b * ${time * units}`];
  if (!carry) {
    return [
      `int16_t cell[${units}];`,
      `for (int32_t b = 0; b < ${batch}; b++) {`,
      '  memset(cell, 0, sizeof cell);',
      `  ${run}(&${name}, ${from}, NULL, cell, ${to});`,
      '}',
    ];
  }
  const [hidden, kept] = [`${target.write(1)} + b * ${units}`, `${target.write(2)} + b * ${units}`];
  const last = reverse ? to : `${to} + ${(time - 1) * units}`;
  return [
    `for (int32_t b = 0; b < ${batch}; b++) {`,
    `  ${run}(&${name}, ${from}, ${hidden}, ${kept}, ${to});`,
    `  memcpy(${hidden}, ${last}, ${units} * sizeof *${out});`,
    '}',
  ];
};

function multiplier(name: string, given: Multiplication): Record<string, number> {
  if (given.rule !== 'double') throw new Unsupported(`the rule ${given.rule}`);
  return { [`${name}_multiplier`]: given.multiplier, [`${name}_shift`]: given.shift };
}

function lstmStruct(types: Types): Helper {
  const struct = denseStruct(types);
  const name = `lstm_${suffix(types.x)}`;
  return helper(
    name,
    [struct],
    `
struct ${name} {
  int32_t time, units;
  int32_t reverse; /* 1: from the last sample to the first */
  const struct ${struct.name} *input, *recurrent; /* rows: input, forget, cell, output gates; to Q3.12 */
  int32_t keep_multiplier, keep_shift;
  int32_t admit_multiplier, admit_shift;
  int32_t emit_multiplier, emit_shift;
  int32_t tanh_shift;
  int32_t least, most; /* codes of the cell */
  int32_t zero_point, low, high; /* of the hidden state */
};`,
  );
}

function lstmFunction(types: Types): Helper {
  const struct = lstmStruct(types);
  const row = rowFunction(types);
  const x = types.x;
  return helper(
    `run_${struct.name}`,
    [struct, row, logistic16, tanh16, scaled, limited],
    `
/* 3 times the sum of a gate; hidden: NULL for zeros. */
static inline int32_t gate_${struct.name}(const struct ${struct.name} *l, const ${x} *x, const ${x} *hidden, int32_t r) {
  const int32_t past = hidden ? ${row.name}(l->recurrent, hidden, r) : 0;
  return 3 * limited(${row.name}(l->input, x, r) + past, -32768, 32767);
}

static void run_${struct.name}(const struct ${struct.name} *l, const ${x} *x, const ${x} *hidden, int16_t *cell, ${x} *out) {
  for (int32_t t = 0; t < l->time; t++) {
    const int32_t at = l->reverse ? l->time - 1 - t : t;
    const ${x} *now = x + at * l->input->inputs;
    ${x} *to = out + at * l->units;
    for (int32_t u = 0; u < l->units; u++) {
      const int32_t i = logistic16(gate_${struct.name}(l, now, hidden, u));
      const int32_t f = logistic16(gate_${struct.name}(l, now, hidden, l->units + u));
      const int32_t g = tanh16(gate_${struct.name}(l, now, hidden, 2 * l->units + u));
      const int32_t o = logistic16(gate_${struct.name}(l, now, hidden, 3 * l->units + u));
      const int32_t kept = limited(scaled(f * cell[u], l->keep_multiplier, l->keep_shift), -32768, 32767);
      const int32_t added = limited(scaled(i * g, l->admit_multiplier, l->admit_shift), -32768, 32767);
      const int32_t c = limited(kept + added, l->least, l->most);
      const int32_t argument = l->tanh_shift >= 0 ? c * 3 * (1 << l->tanh_shift)
        : (c * 3 + (1 << (-l->tanh_shift - 1))) >> -l->tanh_shift;
      cell[u] = (int16_t)c;
      to[u] = (${x})limited(scaled(o * tanh16(argument), l->emit_multiplier, l->emit_shift) + l->zero_point,
        l->low, l->high);
    }
    hidden = to;
  }
}`,
  );
}
