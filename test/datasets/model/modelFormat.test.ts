import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelFormat, shippedCsv, shippedNetwork } from '../../../datasets/index.js';
import { testFolder } from '../testModel.js';

describe('modelFormat', () => {
  const folder = testFolder();
  const write = (name: string, content: string): string => {
    const path = join(folder(), name);
    writeFileSync(path, content, 'latin1');
    return path;
  };

  it('tells models by content first, then by name', async () => {
    const cases = [
      ['a.bin', '\x1c\0\0\0TFL3\0', 'tflite'], // schema.fbs of TensorFlow Lite: file_identifier "TFL3"
      ['a.onnx', '\x1c\0\0\0TFL3\0', 'tflite'],
      ['a.model', '\x08\x08\x12\x07pytorch', 'onnx'], // onnx.proto: field 1, ir_version
      ['b.onnx', 'anything', 'onnx'],
      ['a.txt', '\n {"format": 1}', 'json'],
      ['a.tflite', 'no model at all', 'tflite'],
      ['a.json', '[]', 'json'],
      ['a.csv', 'a,b\n1,2\n', undefined],
      ['b.csv', '', undefined],
      ['c.csv', '\t1\t2\n', undefined],
    ] as const;
    for (const [name, content, format] of cases) expect(await modelFormat(write(name, content)), name).to.equal(format);
    expect(await modelFormat(shippedNetwork())).to.equal('json');
    expect(await modelFormat(shippedCsv())).to.equal(undefined);
  });

  it('goes by the name of what it cannot read', async () => {
    expect(await modelFormat(join(folder(), 'nothing.onnx'))).to.equal('onnx');
    expect(await modelFormat(join(folder(), 'nothing.csv'))).to.equal(undefined);
    expect(await modelFormat(folder())).to.equal(undefined);
  });
});
