export * from '../range.js';
