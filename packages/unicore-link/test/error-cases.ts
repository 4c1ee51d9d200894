import type { UnicoreError } from '@unicore/descriptor';
import * as errors from '../src/errors.ts';

/** For each code of this package, the plainest way to meet it; ERR_UNICORE_NO_PACKAGE_JSON is the resolver's, too. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_ADD_FAILED: () => errors.addFailed('npm install @unicore/lib-lwip', 1),
  ERR_UNICORE_CONFIG_FAILED: () =>
    errors.configFailed('unicore.config.ts', new ReferenceError('lwip is not defined')),
  ERR_UNICORE_CONFIG_IMPORTS_LIBRARY: () =>
    errors.configImportsLibrary('unicore.config.ts', '@unicore/lib-lwip', 2),
  ERR_UNICORE_CPLUSPLUS: () => errors.isCPlusPlus('/home/me/app', 'src/main.cpp'),
  ERR_UNICORE_CONFIG_UNANSWERED: () =>
    errors.configUnanswered(['CONFIG_LWIP_IPV6=y', 'CONFIG_LWIP_MTU=1500']),
  ERR_UNICORE_DESCRIPTOR_EXPRESSION: () =>
    errors.expressionsFailed('unicore.library.ts', [
      {
        path: 'options.dhcp6.dependsOn',
        text: 'in "ipv5": expected an option of this library, got "ipv5". Did you mean "ipv6"?',
        line: 12,
      },
    ]),
  ERR_UNICORE_DESCRIPTOR_FAILED: () =>
    errors.descriptorFailed('unicore.library.ts', new SyntaxError('Unexpected token, expected "," (7:2)')),
  ERR_UNICORE_LIBRARY_CHECK_FAILED: () => errors.libraryCheckFailed('lwip', 2),
  ERR_UNICORE_MANAGER_MISSING: () =>
    errors.managerMissing('pnpm', '/home/me/app', ['npm install @unicore/lib-lwip']),
  ERR_UNICORE_NO_SPACE: () =>
    errors.noSpace('/tmp/unicore-x1/medium', new Error('ENOSPC: no space left on device, copyfile')),
  ERR_UNICORE_NOT_PERMITTED: () =>
    errors.notPermitted(
      '/home/me/app/.unicore',
      new Error("EACCES: permission denied, mkdir '/home/me/app/.unicore'"),
    ),
  ERR_UNICORE_NOT_COMPARABLE: () => errors.notComparable('old', 'it holds no image.json'),
  ERR_UNICORE_NO_DESCRIPTOR: () => errors.noDescriptor('/home/me/mylib'),
  ERR_UNICORE_NO_HOSTED: () => errors.noHosted('/home/me/mylib'),
  ERR_UNICORE_NO_SOURCE: () => errors.noSource('/home/me/app'),
  ERR_UNICORE_NO_TERMINAL: () => errors.noTerminal(undefined),
  ERR_UNICORE_OVER_BUDGET: () =>
    errors.overBudget(
      'kvm/x86_64',
      ['file: 13012 bytes of 12000'],
      ['libc: 4512 bytes, 1204 more than within the budget'],
    ),
  ERR_UNICORE_PATTERN_MATCHES_NOTHING: () =>
    errors.patternMatchesNothing('unicore.library.ts', 'vendor/src/**/*.c'),
  ERR_UNICORE_TWO_CONFIGS: () => errors.twoConfigs('unicore.config.ts', 'package.json'),
  ERR_UNICORE_UNKNOWN_POOL_NAME: () => errors.unknownPoolName('lwpi', ' Did you mean "lwip"?'),
  ERR_UNICORE_UNKNOWN_TEST: () => errors.unknownTest('prinft'),
  ERR_UNICORE_USAGE: () => errors.usage('There is no profile "fast".', 'Profiles: debug, size, speed.'),
};
