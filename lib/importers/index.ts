export { importOnnx } from './onnx.js';
export { type ImportOnnxOptions, type OnnxConstant } from './onnx/modelInputs.js';
export { importTflite, type ImportTfliteOptions } from './tflite.js';
