export { exportOnnx, type ExportOnnxOptions } from './onnx.js';
export { exportC, type CProgram, type ExportCOptions } from './exportC.js';
