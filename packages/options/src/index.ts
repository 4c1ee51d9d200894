export { openAppSession, unknownNames } from './app-session.ts';
export { chainTo, formatChain } from './chain.ts';
export { checkExpressions, type ExpressionProblem, parseAppConditions } from './check-expressions.ts';
export { conditionText } from './condition-text.ts';
export type { ConfigSession, Question } from './config-session.ts';
export { configName, macroName } from './config-name.ts';
export { type DotConfigEntry, type DotConfigValue, formatDotConfig, parseDotConfig } from './dot-config.ts';
export { problemError } from './find-problems.ts';
export { holds } from './holds.ts';
export { type FillMode, fillConfiguration, seededRandom } from './kconfig/conf-modes.ts';
export {
  formatAutoconf,
  formatConfig,
  formatDefconfig,
  readConfig,
  type ReadConfig,
} from './kconfig/config-files.ts';
export {
  type Configuration,
  openConfiguration,
  wrongValue,
  type WrongValue,
} from './kconfig/configuration.ts';
export type { Read, Reading } from './kconfig/evaluate.ts';
export type {
  ChoiceValue,
  ChoiceWish,
  Evaluation,
  SymbolValue,
  ValueOrigin,
} from './kconfig/evaluation-types.ts';
export { formatCondition } from './kconfig/format-condition.ts';
export { importLibrary, type ImportedLibrary } from './kconfig/import-library.ts';
export type { KconfigHost, KconfigWarning, Place } from './kconfig/kconfig-host.ts';
export type { KconfigTree, MenuNode } from './kconfig/kconfig-tree.ts';
export { readKconfig } from './kconfig/read-kconfig.ts';
export type * from './kconfig/symbol-model.ts';
export { openTreeSession } from './kconfig/tree-session.ts';
export { walk } from './kconfig/walk.ts';
export { type CheckedValue, checkValue } from './option-value.ts';
export { type Macros, optionMacros, type OptionOwner, reservedMacros } from './option-macros.ts';
export { readDotConfig } from './read-dot-config.ts';
export { prepareSolve, solve } from './solve.ts';
export type * from './solve-types.ts';
