export { isContractVersion, meets } from './contract-version.ts';
export { defineLibrary, type LibraryDefinition, type SourceEntry, when } from './define-library.ts';
export { includeFolders } from './include-folders.ts';
export type * from './library.ts';
export { didYouMean, nearestName } from './nearest-name.ts';
export {
  bool,
  type BoolSettings,
  choice,
  type ChoiceSettings,
  hex,
  int,
  string,
  tristate,
  type TristateSettings,
} from './option-builders.ts';
export { parseAppSymbols, parseLibrary, parseLibraryText } from './parse-library.ts';
export { UnicoreError } from './unicore-error.ts';
