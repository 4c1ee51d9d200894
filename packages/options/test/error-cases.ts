import type { Library, UnicoreError } from '@unicore/descriptor';
import { problemError, readDotConfig, readKconfig, solve, type SolveInput } from '../src/index.ts';
import { input, library, prompted } from './builders.ts';

const tlsf = library('alloc-tlsf', { provides: { malloc: '1.2' } });
const bump = library('alloc-bump', { provides: { malloc: '1.0' } });
const lwip = library('lwip', {
  provides: { netstack: '1.0' },
  requires: { malloc: '1.0' },
  options: {
    ipv6: prompted({ default: true }),
    dhcp6: prompted({ dependsOn: 'ipv6' }),
    mtu: { type: 'int', prompt: 'MTU', default: 1500, range: [576, 9000] },
  },
});

/** For each code of this package, the plainest way to meet it. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_BAD_DOT_CONFIG: () =>
    thrown(() =>
      readDotConfig('CONFIG_LWIP_IPV6=10\nCONFIG_LWIP_MTU=10\n', { file: 'my.config', owners: [lwip] }),
    ),
  ERR_UNICORE_BAD_EXPRESSION: () =>
    thrown(() => solved([library('lwip', { options: { dhcp6: prompted({ dependsOn: 'ipv6 & dhcp' }) } })])),
  ERR_UNICORE_BAD_KCONFIG: () => thrown(() => readKconfigText('config NET\n\tbol "Network"\n')),
  ERR_UNICORE_BAD_OPTION_VALUE: () => problem([lwip, tlsf], { options: { lwip: { mtu: 10 } } }),
  ERR_UNICORE_CHOOSE_PROVIDER: () => problem([lwip, tlsf, bump]),
  ERR_UNICORE_CONFIG_NAME_CLASH: () =>
    problem([
      library('net', { options: { tcpMax: prompted() } }),
      library('net-tcp', { options: { max: prompted() } }),
    ]),
  ERR_UNICORE_CONTRACT_VERSION: () =>
    problem(
      [library('httpd', { requires: { malloc: '1.2' } }), bump, tlsf],
      { providers: { malloc: 'alloc-bump' } },
      ['httpd'],
    ),
  ERR_UNICORE_KCONFIG_LOOP: () =>
    thrown(() => readKconfigText('config NET\n\tdef_bool TCP\nconfig TCP\n\tbool "TCP"\n\tdepends on NET\n')),
  ERR_UNICORE_KCONFIG_SHELL: () =>
    thrown(() => readKconfigText('config CC_IS_GCC\n\tdef_bool $(shell,test -x /usr/bin/gcc && echo y)\n')),
  ERR_UNICORE_OPTION_LOOP: () =>
    thrown(() =>
      solved([
        library('net', {
          options: {
            fast: prompted({ default: [{ value: true, when: '!small' }] }),
            small: prompted({ dependsOn: '!fast' }),
          },
        }),
      ]),
    ),
  ERR_UNICORE_OPTION_NOT_VISIBLE: () =>
    problem([lwip, tlsf], { options: { lwip: { ipv6: false, dhcp6: true } } }),
  ERR_UNICORE_TWO_DECLARATIONS: () =>
    problem([
      library('heaps', { contracts: { malloc: { version: '1.0', providers: 'one', summary: 'heap' } } }),
    ]),
  ERR_UNICORE_TWO_PROVIDERS: () => problem([tlsf, bump], {}, ['alloc-tlsf', 'alloc-bump']),
  ERR_UNICORE_UNKNOWN_CONTRACT: () => problem([library('httpd', { requires: { netstak: '1.0' } })]),
  ERR_UNICORE_UNKNOWN_LIBRARY: () => problem([lwip, tlsf], { options: { lwpi: { ipv6: false } } }),
  ERR_UNICORE_UNKNOWN_OPTION: () => problem([lwip, tlsf], { options: { lwip: { ipv5: false } } }),
  ERR_UNICORE_UNKNOWN_PROVIDER: () => problem([lwip, tlsf, bump], { providers: { malloc: 'alloc-tslf' } }),
  ERR_UNICORE_UNMET_CONTRACT: () => problem([lwip]),
};

function solved(
  libraries: readonly Library[],
  rest: Partial<SolveInput> = {},
  roots?: readonly string[],
): ReturnType<typeof solve> {
  return solve(
    input({
      libraries,
      roots:
        roots ??
        libraries
          .slice(0, 2)
          .map(({ name }) => name)
          .filter((name) => !name.startsWith('alloc')),
      ...rest,
    }),
  );
}

function readKconfigText(text: string): unknown {
  return readKconfig('Kconfig', { read: () => text, glob: () => [], environment: {} });
}

function problem(...args: Parameters<typeof solved>): UnicoreError {
  const [first] = solved(...args).problems;
  if (first === undefined) throw new Error('expected a problem, got a solution');
  return problemError(first);
}

function thrown(run: () => unknown): UnicoreError {
  try {
    run();
  } catch (error) {
    return error as UnicoreError;
  }
  throw new Error('expected an error, got none');
}
