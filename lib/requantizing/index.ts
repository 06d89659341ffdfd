export { requantizeFrame, requantizer, requantizeTable, type RequantizeTable } from './requantize.js';
export { requantizeStage, type RequantizeOptions } from './requantizeStage.js';
