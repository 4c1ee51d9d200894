export { boot, type BootOptions, type Vm } from './boot.ts';
export { buildApp, type BuiltImage } from './build-app.ts';
export { platforms, type Platform } from './platforms.ts';
