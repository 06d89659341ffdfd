/** What a model can be converted to, by the name on the command line; apart from the exporters, which load when one is called. */
export const TARGET_NAMES = ['onnx', 'c', 'json'] as const;

export type TargetName = (typeof TARGET_NAMES)[number];
