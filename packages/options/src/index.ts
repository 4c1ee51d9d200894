export { chainTo, formatChain } from './chain.ts';
export { checkExpressions, type ExpressionProblem } from './check-expressions.ts';
export { configName, macroName } from './config-name.ts';
export {
  type DotConfigEntry,
  type DotConfigValue,
  formatDotConfig,
  parseDotConfig,
  readDotConfig,
} from './dot-config.ts';
export { problemError } from './find-problems.ts';
export { holds } from './holds.ts';
export { type Macros, optionMacros, type OptionOwner, reservedMacros } from './option-macros.ts';
export { solve } from './solve.ts';
export type * from './solve-types.ts';
