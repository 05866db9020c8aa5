export * from './client.js';
export * from './log.js';
export * from './server.js';
