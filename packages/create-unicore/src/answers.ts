/** Kinds of applications that there is a template for. */
export const templates = {
  hello: 'prints a line: the smallest image',
  webserver: 'serves a page for browsers',
  program: 'an existing C program for Linux: put its sources into src/',
} as const;
export type Template = keyof typeof templates;

/** Platforms that an application may be built for. */
export const platforms = {
  linuxu: 'an ordinary Linux process: no VM, no root',
  kvm: 'a virtual machine of QEMU, by KVM or emulated',
  xen: 'a virtual machine of the Xen hypervisor',
  metal: 'a PC that starts from a disk or ISO image',
} as const;
export type Platform = keyof typeof platforms;

/** Contracts that a new library may start as a provider of. */
export const contracts = {
  none: 'functions of its own: a header, a source, an option, a test',
  malloc: 'a heap, with the suite that every heap must pass',
} as const;
export type Contract = keyof typeof contracts;

/** How a project says what is to be configured. */
export const configFormats = ['ts', 'json'] as const;
export type ConfigFormat = (typeof configFormats)[number];

/** All that an application is written from. */
export interface AppAnswers {
  readonly kind: 'app';
  /** As the user named it; relative to the working directory. */
  readonly folder: string;
  readonly name: string;
  readonly template: Template;
  readonly platforms: readonly Platform[];
  readonly config: ConfigFormat;
  readonly github: boolean;
}

/** All that a library is written from. */
export interface LibraryAnswers {
  readonly kind: 'library';
  readonly folder: string;
  /** The npm package: `@acme/lib-shiny`. */
  readonly packageName: string;
  /** What descriptors call it: `shiny`. */
  readonly name: string;
  readonly contract: Contract;
  readonly summary: string;
  readonly author: string;
  readonly github: boolean;
}

export type Answers = AppAnswers | LibraryAnswers;
