export * from './lib/index.js';
export * from './operators/index.js';
export * from './datasets/index.js';
export * from './pipelines/index.js';
