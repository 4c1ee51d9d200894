export { buildImages, type BuildOptions, type BuiltImage } from './build-images.ts';
export { ARCHITECTURES, hostArchitecture } from './compilers.ts';
export { type Caller, findCallers } from './find-callers.ts';
export { findDefiners } from './find-definers.ts';
export {
  findReferences,
  type SourceLine,
  symbolNames,
  type SymbolReference,
  type SymbolUse,
} from './find-references.ts';
export {
  buildHostedTests,
  type HostedCase,
  type HostedOptions,
  type HostedTests,
  type TestProgram,
} from './hosted-tests.ts';
export type { BuildReporter, ImageEvent, ObjectEvent, WarningEvent } from './reporter.ts';
export { bytesInMemory, sizeReport, type LibrarySizes, type SizeReport, type Sizes } from './size-report.ts';
export { type GivenCall, type LibraryLines, type SetEntry, type Surface, surfaceOf } from './surface.ts';
export { type SymbolSize, symbolSizes } from './symbol-sizes.ts';
export { canRunTests, runTests, type RunTestsOptions, type TestRun } from './run-tests.ts';
export { defaultStoreFolder, storeUsage } from './store.ts';
export type { TapTest } from './tap.ts';
export { appObjectName } from './units.ts';
export type { WorkshopOptions } from './workshop.ts';
