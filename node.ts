// The root entry under Node: what runs everywhere, and the sources that read files.
export * from './index.js';
export * from './datasets/index.js';
