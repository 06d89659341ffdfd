import type { ResizeLinear } from '../../graph/network.js';
import type { ResizedAxis } from '../../kernels/calls/resizeLinear.js';
import { halfEven } from '../../rounding.js';
import { codesOf, widthOf } from '../codes.js';
import type { Lower } from '../op.js';

/**
 * Linear resizing of codes, with weights of 10 bits, or of 11 as XNNPACK has them.
 *
 * @internal
 *
 * @see TensorFlow Lite, `reference_ops::ResizeBilinearInteger`; XNNPACK, `xnn_indirection_init_resize_bilinear2d_hwc_q11`
 */
export const lowerResize: Lower<ResizeLinear> = (layer, [given], made, dialect) => {
  codesOf(layer, made);
  const { shape, params } = codesOf(layer, given, 'int8', 'uint8', 'int16');
  const [height, width, channels] = shape.slice(-3);
  const byXnnpack = dialect.rules.resize === 'xnnpack' && widthOf(params) !== 'int16';
  const axis = byXnnpack ? inFloat32 : inTenBits;
  const { size, coordinates } = layer;
  return {
    kernel: 'resizeLinear',
    constants: {
      rows: axis(coordinates, height, size[0]),
      columns: axis(coordinates, width, size[1]),
      channels,
      bits: byXnnpack ? 11 : 10,
      ties: byXnnpack ? 'up' : 'away',
    },
  };
};

type Coordinates = ResizeLinear['coordinates'];

/** Places in parts of 2^10, from a scale that was rounded to such a part. */
function inTenBits(coordinates: Coordinates, length: number, wanted: number): ResizedAxis {
  const ratio = (from: number, to: number) => Math.floor((1024 * from + Math.floor(to / 2)) / to);
  const scale = coordinates === 'alignCorners' && wanted > 1 ? ratio(length - 1, wanted - 1) : ratio(length, wanted);
  const shift = coordinates === 'halfPixel' ? Math.floor(scale / 2) - 512 : 0;
  return axisOf(length, wanted, index => {
    const place = index * scale + shift;
    // what lies beyond the last entry by the scale's rounding, TensorFlow Lite would read behind the tensor
    const low = Math.min(Math.max(Math.trunc(place / 1024), 0), length - 1);
    const high = Math.min(Math.trunc((place + 1023) / 1024), length - 1);
    return { low, high, weight: place - 1024 * low };
  });
}

/** Places in float32; the weight is rounded to 11 bits, half to even. */
function inFloat32(coordinates: Coordinates, length: number, wanted: number): ResizedAxis {
  const less = coordinates === 'alignCorners' && wanted > 1 ? 1 : 0;
  const scale = Math.fround((length - less) / (wanted - less));
  const shift = coordinates === 'halfPixel' ? Math.fround(Math.fround(0.5 * scale) - 0.5) : 0;
  return axisOf(length, wanted, index => {
    const place = Math.min(Math.max(Math.fround(Math.fround(index * scale) + shift), 0), length - 1);
    const low = Math.trunc(place);
    return { low, high: Math.min(low + 1, length - 1), weight: halfEven(Math.fround(place - low) * 2048) };
  });
}

function axisOf(
  length: number,
  wanted: number,
  entryOf: (index: number) => { readonly low: number; readonly high: number; readonly weight: number },
): ResizedAxis {
  const entries = Array.from({ length: wanted }, (_, index) => entryOf(index));
  const list = (field: 'low' | 'high' | 'weight') => Int32Array.from(entries, entry => entry[field]);
  return { length, low: list('low'), high: list('high'), weight: list('weight') };
}
