import { executor as executorOf } from '../lib/executor.js';
import { expect } from 'chai';
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, shippedNetwork } from '../../datasets/index.js';
import { FormatError, OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import { exportOnnx } from '../../lib/network.js';
import { networkToBinary, networkToJson } from '../../lib/network.js';
import { onnxModel } from '../lib/formats/onnx/onnxModel.js';
import { sharedData } from '../sharedData.js';
import { line, testFolder } from './testModel.js';
import { atLeastOne } from '../atLeastOne.js';

describe('readModel', () => {
  const folder = testFolder();
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder(), name);
    writeFileSync(path, content);
    return path;
  };
  function writePair(name: string): string {
    const { json, weights } = networkToBinary(line);
    write(`${name}.bin`, weights);
    return write(`${name}.json`, JSON.stringify(json));
  }
  async function failure(path: string, options: Parameters<typeof readModel>[1] = {}): Promise<unknown> {
    try {
      await readModel(path, options);
    } catch (error) {
      return error;
    }
    throw new Error('expected an error');
  }
  async function refuses(path: string, message: string, options?: Parameters<typeof readModel>[1]): Promise<void> {
    const error = await failure(path, options);
    expect(error).to.be.instanceOf(FormatError);
    expect((error as Error).message).to.include(message);
  }

  it('reads JSON with its data inside, a pair of JSON and .bin, and ONNX, whatever the name says', async () => {
    const inline = JSON.stringify(networkToJson(line));
    const onnx = exportOnnx(line);
    const { json, weights } = networkToBinary(line);
    const cases = [
      ['json', write('inline.json', inline), inline.length],
      ['json', write('inline', `\ufeff\n ${inline}`), inline.length + 5], // a byte order mark has three bytes
      ['json', writePair('pair'), JSON.stringify(json).length + weights.length],
      ['onnx', write('line.onnx', onnx), onnx.length],
      ['onnx', write('line.model', onnx), onnx.length],
    ] as const;
    for (const [format, path, bytes] of cases) {
      const model = await readModel(path);
      expect([model.format, model.bytes], path).to.deep.equal([format, bytes]);
      expect(model.network.inputs[0].shape).to.deep.equal([2]);
      if (model.network.arithmetic !== 'float32') throw new Error('expected a float network');
      const out = new Float32Array(1);
      executorOf(model.network).run(Float32Array.of(1, 10), out);
      expect(out[0]).to.equal(2 - 30 + 0.5);
    }
    expect((await readModel(shippedNetwork())).network.labels).to.deep.equal(['rest', 'walk', 'run', 'stairs']);
  });

  it('reads every reference model', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const models = join(data, 'models');
    const files = readdirSync(models).filter(name => /\.(?:tflite|onnx)$/.test(name));
    for (const file of atLeastOne(files, models)) {
      const { format, bytes, network } = await readModel(join(models, file));
      expect(file.endsWith(`.${format}`), file).to.equal(true);
      expect(bytes).to.equal(statSync(join(models, file)).size);
      expect(network.layers.length, file).to.be.at.least(2); // as few as the disparity models have
    }
  }).timeout(30_000);

  it('refuses what is no model, and files that cannot be read', async () => {
    await refuses(write('a.csv', 'a,b\n1,2\n'), 'must be a TFLite, ONNX or bitstair JSON model');
    await refuses(write('empty', ''), 'must be a TFLite, ONNX or bitstair JSON model');
    await refuses(write('broken.json', '{"format":'), 'must be JSON');
    await refuses(write('latin.json', Uint8Array.of(0x7b, 0xe4)), 'must be text in UTF-8');
    await refuses(write('other.json', '{"type": "micro"}'), 'format: must be bitstair-network');
    await refuses(write('cut.onnx', exportOnnx(line).subarray(0, 40)), 'importOnnx');
    await refuses(write('cut.tflite', '\0\0\0\0TFL3'), 'importTflite');
    await refuses(join(folder(), 'nothing.onnx'), 'must be a file that can be read');
    await refuses(folder(), 'must be a file');
  });

  it('checks sizes before it reads, over all files of a model', async () => {
    const path = writePair('sized');
    const sizes = [path, join(folder(), 'sized.bin')].map(file => statSync(file).size);
    const all = sizes[0] + sizes[1];
    expect((await readModel(path, { maxBytes: all })).bytes).to.equal(all);
    await refuses(path, `bytes, of which ${sizes[0]} are taken, got ${sizes[1]}`, { maxBytes: all - 1 });
    await refuses(path, `may hold maxBytes = 10 bytes, got ${sizes[0]}`, { maxBytes: 10 });
  });

  it('opens the .bin of the same name and no other, and none that a link leads away to', async () => {
    const { json, weights } = networkToBinary(line);
    const text = JSON.stringify(json);
    await refuses(write('lonely.json', text), 'needs the file "lonely.bin" beside it');
    mkdirSync(join(folder(), 'inner'));
    const path = write('inner/model.json', text);
    write('outside.bin', weights);
    symlinkSync('../outside.bin', join(folder(), 'inner/model.bin'));
    await refuses(path, 'may use files of its own folder only, "model.bin" lies elsewhere');
    // a link within the folder is fine
    const linked = write('inner/linked.json', text);
    write('inner/real.bin', weights);
    symlinkSync('real.bin', join(folder(), 'inner/linked.bin'));
    expect((await readModel(linked)).network).to.deep.equal(line);
    // the bytes of another model are noticed
    write('lonely.bin', new Uint8Array(weights.length));
    await refuses(join(folder(), 'lonely.json'), 'the document must go with these bytes');
  });

  it('reads external data of ONNX only when asked to, and only from the folder of the model', async () => {
    const outside = (location: string) =>
      onnxModel({
        nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
        initializers: [{ name: 'w', dims: [2, 1], external: { location } }],
        inputs: [{ name: 'x', type: 1, dims: [1, 2] }],
        outputs: ['y'],
      });
    mkdirSync(join(folder(), 'onnx/data'), { recursive: true });
    const data = new Uint8Array(Float32Array.of(2, -3).buffer);
    write('onnx/data/w.bin', data);
    write('secret.bin', data);
    symlinkSync('../secret.bin', join(folder(), 'onnx/link.bin'));
    symlinkSync('..', join(folder(), 'onnx/up'));

    const path = write('onnx/model.onnx', outside('data/w.bin'));
    const { network, bytes } = await readModel(path, { externalData: true });
    if (network.arithmetic !== 'float32') throw new Error('expected a float network');
    const out = new Float32Array(1);
    executorOf(network).run(Float32Array.of(1, 10), out);
    expect(out[0]).to.equal(2 - 30);
    expect(bytes).to.equal(statSync(path).size + 8);

    await refuses(path, 'data in another file are read only where the option externalData says how');
    for (const location of ['../secret.bin', 'link.bin', 'up/secret.bin', 'data/../../secret.bin']) {
      await refuses(write('onnx/bad.onnx', outside(location)), 'lies elsewhere', { externalData: true });
    }
    await refuses(write('onnx/bad.onnx', outside('none.bin')), 'needs the file "none.bin"', { externalData: true });
    await refuses(write('onnx/bad.onnx', outside('./data/w.bin')), 'location must be', { externalData: true });
    await refuses(write('onnx/bad.onnx', outside('data')), 'must be a file', { externalData: true });
    const exact = statSync(path).size + 7;
    await refuses(path, `may hold maxBytes = ${exact} bytes`, { externalData: true, maxBytes: exact });
  });

  it('refuses wrong options', async () => {
    expect(await failure('x', { maxBytes: 0 })).to.be.instanceOf(OptionRangeError);
    expect(await failure('x', { externalData: 1 as unknown as boolean })).to.be.instanceOf(OptionTypeError);
  });
});
