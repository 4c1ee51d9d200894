import { int } from '@unicore/descriptor';
import { expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { solve } from './index.ts';
import type { AppSymbols } from './solve-types.ts';

const net = library('net', { options: { tcp: prompted(), mss: int({ prompt: 'Size' }) } });

function warningsOf(app: Omit<AppSymbols, 'name'>): readonly string[] {
  const { warnings } = solve(input({ app: { name: 'shop', ...app }, libraries: [net], roots: ['net'] }));
  return warnings.map(({ code, message }) => `${code}: ${message}`);
}

it('warns of a name that neither the application nor the library it names has, and says the nearest', () => {
  const options = {
    verbose: prompted(),
    tls: prompted({ dependsOn: 'net.tpc && verbsoe', visibleIf: 'app.quiet' }),
  };
  expect(warningsOf({ options, requires: { malloc: { version: '1.0', when: '!net.udp' } } })).toEqual([
    'unknown-option: ownOptions.tls.dependsOn reads "net.tpc", which is always n: library "net" has no option "tpc". Did you mean "tcp"?',
    'unknown-option: ownOptions.tls.dependsOn reads "app.verbsoe", which is always n: the application has no option "verbsoe". Did you mean "verbose"?',
    'unknown-option: ownOptions.tls.visibleIf reads "app.quiet", which is always n: the application has no option "quiet".',
    'unknown-option: requires.malloc.when reads "net.udp", which is always n: library "net" has no option "udp".',
  ]);
});

it('is silent about what is there, or may be for another image', () => {
  const when =
    "net.tcp && gone.tcp && lib.gone && contract.gone && verbose && arch = 'x86_64' && platform = 'kvm'";
  expect(warningsOf({ options: { verbose: prompted(), tls: prompted({ dependsOn: when }) } })).toEqual([]);
});

it('warns where a select of what is no option, or of none that is y or n, has no effect', () => {
  const select = ['net.tpc', 'net.mss', 'verbsoe'];
  expect(warningsOf({ options: { verbose: prompted(), tls: prompted({ default: true, select }) } })).toEqual([
    'unknown-option: app.tls selects app.verbsoe without effect: the application has no option "verbsoe". Did you mean "verbose"?',
    'unknown-option: app.tls selects net.mss without effect: only options of type bool and tristate are selected, and it is of type int.',
    'unknown-option: app.tls selects net.tpc without effect: library "net" has no option "tpc". Did you mean "tcp"?',
  ]);
});
