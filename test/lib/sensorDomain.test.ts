import { expect } from 'chai';
import { unallocateFrame } from '../../lib/allocation/index.js';
import { decodeFrame } from '../../lib/decode.js';
import { FormatError } from '../../lib/errors.js';
import { type Frame, frame } from '../../lib/frame.js';
import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { range } from '../../lib/range.js';
import {
  centreOf,
  gainOf,
  loadSensorMap,
  sameSensorMap,
  saveSensorMap,
  sensorChannel,
  sensorMap,
  sensorRange,
  toSensor,
} from '../../lib/sensorDomain.js';

// sensor value = data / gain + centre, worked out by hand
const moved: Frame = {
  ...frame(Float32Array.of(1, -2, 30, 10), { channels: 2 }),
  gains: [0.5, 10],
  centres: [100, -7],
};

describe('the sensor domain', () => {
  it('is data / gain + centre', () => {
    const sensor = toSensor(moved);
    expect([...sensor.data]).to.deep.equal([102, 96, -4, -6]);
    expect(sensor).to.not.have.any.keys('gains', 'centres');
    const out = new Float32Array(3);
    sensorChannel(moved, 1, out, 1);
    expect([...out]).to.deep.equal([0, -4, -6]);
  });

  it('takes absent gains as 1 and absent centres as 0', () => {
    const plain = frame(Float32Array.of(3));
    expect([gainOf(plain, 0), centreOf(plain, 0)]).to.deep.equal([1, 0]);
    expect(toSensor(plain)).to.equal(plain);
    expect([...toSensor({ ...plain, centres: [5] }).data]).to.deep.equal([8]);
    expect([...toSensor({ ...plain, gains: [4] }).data]).to.deep.equal([0.75]);
  });

  it('holds ranges too', () => {
    expect(sensorRange(range(-1, 1), moved)).to.deep.equal({ min: [98, -7.1], max: [102, -6.9] });
  });

  it('rides through codes, back again, and through blocks of single channels', () => {
    const codes = encodeFrame(affine(), moved, affine().design(range(-30, 30)));
    expect([codes.gains, codes.centres]).to.deep.equal([moved.gains, moved.centres]);
    expect([decodeFrame(codes).gains, decodeFrame(codes).centres]).to.deep.equal([moved.gains, moved.centres]);
    const { length, start, info, gains, centres } = moved;
    const joined = unallocateFrame({
      parts: [undefined, undefined],
      bases: [0, 0],
      bits: [0, 0],
      length,
      start,
      info,
      ...sensorMap(moved),
    });
    expect([joined.gains, joined.centres]).to.deep.equal([gains, centres]);
  });

  it('survives saving, and refuses damage', () => {
    const back = loadSensorMap('x', JSON.parse(JSON.stringify(saveSensorMap(moved))), 2);
    expect(sameSensorMap(back, moved)).to.equal(true);
    expect(loadSensorMap('x', saveSensorMap({}), 2)).to.deep.equal({});
    expect(sameSensorMap(moved, { gains: [0.5, 10] })).to.equal(false);
    expect(() => loadSensorMap('x', { gains: [0, 1], centres: null }, 2)).to.throw(FormatError, 'above 0');
    expect(() => loadSensorMap('x', { gains: null, centres: [1] }, 2)).to.throw(FormatError, 'expected 2 numbers');
  });
});
