import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { FormatError, OptionRangeError } from '../../../lib/errors.js';
import { elementsOf } from '../../../lib/graph/tensor.js';
import {
  type AnyNetwork,
  compile,
  explanation,
  exportOnnx,
  importOnnx,
  importTflite,
  lower,
  type TensorInfo,
} from '../../../lib/network.js';
import { newCodes } from '../../../lib/qparams.js';
import { checkWork } from '../../../lib/rewrite/workLimits.js';
import { codeCases } from '../formats/codeCases.js';
import { layerCases } from '../formats/layerCases.js';

type Path = readonly (string | number)[];

/** Where the numbers stand that a layer or an input is described by: all but constants and params. */
function* numbersOf(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'number') yield path;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if ('data' in value) return; // a constant
  for (const [key, field] of Object.entries(value)) {
    if (key === 'params') continue;
    yield* numbersOf(field, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** The same with another number at a place. */
function changed<T>(value: T, [key, ...rest]: Path, to: number): T {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>;
  copy[key] = rest.length === 0 ? to : changed(copy[key], rest, to);
  return copy as T;
}

const HUGE = [
  ...[31, 30, 28, 27, 26, 24, 20, 16, 12].flatMap(k => [2 ** k, 2 ** k - 1, -(2 ** k)]),
  ...[3 * 2 ** 26, 0, -1, 1e18, 2 ** 53, NaN, Infinity, 0.5],
];
const LIMITS = { maxMacs: 2 ** 20, maxElements: 2 ** 16 } as const;

/** What is done with a network from outside: checked, explained, made ready, run once. Throws only what it may. */
function attempt(network: AnyNetwork): 'ran' | 'refused' {
  try {
    checkWork('test', network, LIMITS);
    explanation(lower(network));
    const compiled = compile(network);
    const arrays = (tensors: readonly TensorInfo[]) =>
      tensors.map(({ shape, params }) =>
        params ? newCodes(params, elementsOf(shape)) : new Float32Array(elementsOf(shape)),
      );
    compiled.run(compiled.newState(), arrays(compiled.inputs), arrays(compiled.outputs));
    return 'ran';
  } catch (error) {
    if (error instanceof FormatError || error instanceof OptionRangeError) return 'refused';
    throw error;
  }
}

describe('checkWork', () => {
  const networks: readonly (readonly [string, AnyNetwork])[] = [...Object.entries(layerCases), ...codeCases];

  // a loop over a number of the file, and not over what it makes, would not end within the time that all of them have
  it('bounds every layer whatever its attributes are: 2^31, 2^28 and others at each number of each of them', () => {
    const counts = { ran: 0, refused: 0 };
    for (const [title, network] of networks) {
      const described = { inputs: network.inputs, layers: network.layers };
      for (const path of numbersOf(described)) {
        for (const to of HUGE) {
          const mutated = { ...network, ...changed(described, path, to) } as AnyNetwork;
          try {
            counts[attempt(mutated)]++;
          } catch (cause) {
            throw new Error(`${title}: ${path.join('.')} = ${to}`, { cause });
          }
        }
      }
    }
    expect(counts.ran).to.be.above(500);
    expect(counts.refused).to.be.above(5000);
  });

  it('runs a transposed convolution whose stride is far beyond its output: a file of 680 bytes', () => {
    const network = importTflite(readFileSync(new URL('fixtures/strideOf2to28.tflite', import.meta.url)));
    expect(network.layers.map(layer => layer.type)).to.include('convTranspose2d');
    expect(attempt(network)).to.equal('ran');
  });

  // 6 inputs, 4 units: 24 products and 4 + 6 numbers
  const dense = layerCases['dense on one row'];

  it('counts products and elements, and names the layer and the limit', () => {
    expect(() => checkWork('test', dense, { maxMacs: 24, maxElements: 10 })).not.to.throw();
    expect(() => checkWork('test', dense, { maxMacs: 23 })).to.throw(
      FormatError,
      'network: layer "0": a run may have maxMacs = 23 multiply-accumulates, raise the limit where that is meant, got 24',
    );
    expect(() => checkWork('test', dense, { maxElements: 9 })).to.throw(
      FormatError,
      'network: layer "0": all tensors may have maxElements = 9 elements, raise the limit where that is meant, got 10',
    );
    expect(() => checkWork('test', dense, { maxElements: 5 })).to.throw(FormatError, 'network: "x": all tensors');
  });

  it('refuses limits that are none, in the importers before they read', () => {
    for (const [limits, said] of [
      [{ maxMacs: 0 }, 'maxMacs must be an integer of at least 1, got 0'],
      [{ maxElements: 2 ** 28 + 1 }, 'maxElements must be an integer in [1, 268435456]'],
    ] as const) {
      expect(() => checkWork('test', dense, limits)).to.throw(OptionRangeError, said);
      expect(() => importTflite(new Uint8Array(0), limits)).to.throw(OptionRangeError, said);
      expect(() => importOnnx(new Uint8Array(0), limits)).to.throw(OptionRangeError, said);
    }
  });

  it('is asked by the importers', () => {
    const onnx = exportOnnx(dense);
    expect(importOnnx(onnx, { maxMacs: 24 }).layers).to.have.length.above(0);
    expect(() => importOnnx(onnx, { maxMacs: 23 })).to.throw(FormatError, 'maxMacs = 23');
    const tflite = readFileSync(new URL('fixtures/strideOf2to28.tflite', import.meta.url));
    expect(() => importTflite(tflite, { maxElements: 999 })).to.throw(FormatError, 'maxElements = 999');
  });
});
