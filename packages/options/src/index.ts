export { chainTo, formatChain } from './chain.ts';
export { configName, macroName } from './config-name.ts';
export { problemError } from './find-problems.ts';
export { solve } from './solve.ts';
export type * from './solve-types.ts';
