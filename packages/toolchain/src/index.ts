export { buildImages, type BuildOptions, type BuiltImage } from './build-images.ts';
export { hostArchitecture } from './compilers.ts';
export type { BuildReporter, ImageEvent, ObjectEvent, WarningEvent } from './reporter.ts';
export { defaultStoreFolder } from './store.ts';
export type { WorkshopOptions } from './workshop.ts';
