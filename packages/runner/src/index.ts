export { checkDisks } from './disks.ts';
export { type Image, readImage } from './image.ts';
export type { Accelerator, StartOptions } from './options.ts';
export { type KvmSupport, kvmSupport } from './platforms/kvm-support.ts';
export { fillUrl, findFreePort, parsePublish, type PublishedPort } from './ports.ts';
export { parseNetwork } from './network/settle-network.ts';
export { captureCommand, type Captured, type CommandOptions, findProgram, passCommand } from './spawn.ts';
export { type Guest, type GuestExit, start } from './start.ts';
export { parseTraceLine, symbolise, type TraceFrame } from './symbolise.ts';
