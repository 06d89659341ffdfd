import type { TargetName as Runtime } from '../lib/ptq/targets.js';

/** What a model can be converted to, by the name on the command line; apart from the exporters, which load when one is called. */
export const TARGET_NAMES = ['onnx', 'c', 'json'] as const;

export type TargetName = (typeof TARGET_NAMES)[number];

const runtimes: { readonly [R in Runtime]: true } = {
  tflm: true,
  cmsisNn: true,
  xnnpack: true,
  onnxruntime: true,
  espDl: true,
};

/** What a model can be quantized for, by the name on the command line. */
export const RUNTIME_NAMES: readonly string[] = Object.keys(runtimes);
