import { bool, type Library } from '@unicore/descriptor';
import type { SolveInput } from '../src/index.ts';

/** A library that states only what differs from the plainest one. */
export function library(name: string, rest: Partial<Library> = {}): Library {
  return { schema: 1, name, pool: 'main', side: 'system', summary: name, sources: [], ...rest };
}

export const plat = library('kvmplat', {
  pool: 'plat',
  platforms: ['kvm'],
  provides: { plat: '1.0' },
  link: { scripts: { x86_64: 'link.ld' } },
});

export const arch = library('x86_64arch', { pool: 'arch', archs: ['x86_64'], provides: { arch: '1.0' } });

/** Declares the contracts that the tests use. */
export const api = library('api', {
  contracts: {
    plat: { version: '1.0', providers: 'one', summary: 'platform' },
    arch: { version: '1.0', providers: 'one', summary: 'architecture' },
    malloc: { version: '1.2', providers: 'one', summary: 'heap' },
    sched: { version: '1.0', providers: 'one', summary: 'threads' },
    netstack: { version: '1.0', providers: 'one', summary: 'sockets' },
    netdev: { version: '1.0', providers: 'many', summary: 'network devices' },
    trace: { version: '1.0', providers: 'optional', summary: 'tracing' },
  },
});

/** An input for kvm/x86_64 with the platform and the contracts in place. */
export function input(rest: Partial<SolveInput> & { readonly libraries: readonly Library[] }): SolveInput {
  return {
    app: { name: 'webserver' },
    roots: [],
    target: { platform: 'kvm', architecture: 'x86_64' },
    profile: 'size',
    ...rest,
    libraries: [plat, arch, api, ...rest.libraries],
  };
}

/** A bool option that a user may set. */
export function prompted(settings: Parameters<typeof bool>[0] = {}): ReturnType<typeof bool> {
  return bool({ prompt: 'May be set', ...settings });
}

/** Two heaps, and a library that wants one and brings the first. */
export const tlsf = library('alloc-tlsf', { provides: { malloc: '1.2' } });
export const bump = library('alloc-bump', { provides: { malloc: '1.0' } });
export const lwip = library('lwip', {
  provides: { netstack: '1.0' },
  requires: { malloc: '1.0' },
  defaults: { malloc: 'alloc-tlsf' },
});
