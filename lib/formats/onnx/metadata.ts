import type { Network } from '../../graph/network.js';
import { headFromJson, headToJson } from '../json/networkDocument.js';
import { timeOf } from '../../graph/timeLayout.js';
import type { NetworkHead } from '../../plan/plan.js';
import { onnxError } from './reading/modelError.js';

/** What the keys of properties begin with. */
const PREFIX = 'bitstair.';

/** What a network says of itself that a graph has no place for. */
const FIELDS = [
  'labels',
  'sampleRate',
  'unit',
  'kinds',
  'thresholds',
  'recipe',
  'version',
  'dialect',
  'streaming',
] as const;
const INPUT_FIELDS = ['timeShape', 'timeAxis', 'normalization'] as const;

/** An input and an output of a model that hand a state on from run to run. */
export interface StatePort {
  readonly input: string;
  readonly output: string;
  /** What the input takes in the first run; one number where all are the same. */
  readonly initial: number | readonly number[];
}

/**
 * What a network says of itself, as properties of a model (metadata_props): `bitstair.labels` and so on, each a JSON value; `bitstair.window`,
 * the samples of a run; `bitstair.inputs`, by name what is known of each input; `bitstair.states`, which inputs take what outputs gave.
 */
export function metadataOf(network: Network, states: readonly StatePort[] = []): ReadonlyMap<string, string> {
  const head = headToJson(network);
  const known = FIELDS.flatMap((field): [string, unknown][] =>
    head[field] === undefined ? [] : [[field, head[field]]],
  );
  const inputs = (head.inputs as readonly Readonly<Record<string, unknown>>[]).flatMap((input): [string, object][] => {
    const own = INPUT_FIELDS.flatMap(field => (input[field] === undefined ? [] : [[field, input[field]]]));
    return own.length === 0 ? [] : [[input.name as string, Object.fromEntries(own) as object]];
  });
  if (inputs.length > 0) known.push(['inputs', Object.fromEntries(inputs)]);
  if (known.length > 0) known.push(['window', timeOf(network.inputs)]);
  if (states.length > 0) known.push(['states', states]);
  return new Map(known.map(([field, value]) => [PREFIX + field, JSON.stringify(value)]));
}

/**
 * The network with what {@link metadataOf} wrote; whether it fits is not yet checked.
 *
 * @throws {FormatError} when a property is not what it should be
 */
export function describedBy(network: Network, properties: ReadonlyMap<string, string>): Network {
  const fields = FIELDS.flatMap((field): [string, unknown][] => {
    const text = properties.get(PREFIX + field);
    return text === undefined ? [] : [[field, parsed(field, text)]];
  });
  const inputs = properties.get(`${PREFIX}inputs`);
  if (fields.length === 0 && inputs === undefined) return network;
  const given: unknown = inputs === undefined ? {} : parsed('inputs', inputs);
  const head = { ...headToJson(network), ...Object.fromEntries(fields) };
  const known: NetworkHead = headFromJson({
    ...head,
    inputs: (head.inputs as readonly object[]).map(input => merged(input, given)),
  });
  return { ...network, ...known };
}

/**
 * The states that {@link metadataOf} wrote.
 *
 * @throws {FormatError} when the property is not what it should be
 */
export function statesOf(properties: ReadonlyMap<string, string>): readonly StatePort[] {
  const text = properties.get(`${PREFIX}states`);
  if (text === undefined) return [];
  const given = parsed('states', text);
  if (Array.isArray(given) && given.every(isStatePort)) return given;
  const rule = `${PREFIX}states must be a list of { input, output, initial }`;
  throw onnxError('metadata', rule, text.slice(0, 40));
}

function isStatePort(value: unknown): value is StatePort {
  if (typeof value !== 'object' || value === null) return false;
  const { input, output, initial } = value as Readonly<Record<string, unknown>>;
  const numbers = Array.isArray(initial) ? (initial as readonly unknown[]) : [initial];
  return typeof input === 'string' && typeof output === 'string' && numbers.every(Number.isFinite);
}

/** An input in JSON with what properties say of it. */
function merged(input: object, given: unknown): object {
  const { name } = input as { readonly name: string };
  const own: unknown =
    typeof given === 'object' && given !== null && Object.hasOwn(given, name)
      ? (given as Record<string, unknown>)[name]
      : {};
  if (typeof own !== 'object' || own === null) return input;
  const said = INPUT_FIELDS.filter(field => Object.hasOwn(own, field)).map(field => [
    field,
    (own as Record<string, unknown>)[field],
  ]);
  return { ...input, ...(Object.fromEntries(said) as object) };
}

function parsed(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw onnxError('metadata', `${PREFIX}${field} must be JSON`, text.slice(0, 40));
  }
}
