import { choice, hex, int, string } from '@unicore/descriptor';
import { expect, it } from 'vitest';
import { input, library, prompted } from '../test/builders.ts';
import { macroName } from './config-name.ts';
import { optionMacros, reservedMacros } from './option-macros.ts';
import { solve } from './solve.ts';

const net = library('tap-net', {
  options: {
    ipv6: prompted({ default: true }),
    tcpSndBuf: int({ default: 4096, dependsOn: 'ipv6' }),
    base: hex({ default: '0xFEE00000' }),
    name: string({ default: 'tap"0\\ what??/ \u00e9' }),
    mode: choice({
      prompt: 'Mode',
      members: { fast: { prompt: 'Fast' }, 'as-small': { prompt: 'Small' } },
      default: 'fast',
    }),
  },
});

it('makes a macro of every option, with its C spelling', () => {
  expect(optionMacros(solve(input({ libraries: [net], roots: ['tap-net'] })), [net])).toEqual({
    TAP_NET_BASE: '0xfee00000',
    TAP_NET_IPV6: 1,
    TAP_NET_MODE_AS_SMALL: 0,
    TAP_NET_MODE_FAST: 1,
    TAP_NET_NAME: String.raw`"tap\"0\\ what\?\?/ \303\251"`,
    TAP_NET_TCP_SND_BUF: 4096,
  });
});

it('keeps a macro whose option is not available, as n or 0', () => {
  const solution = solve(
    input({ libraries: [net], roots: ['tap-net'], options: { 'tap-net': { ipv6: false } } }),
  );

  expect(optionMacros(solution, [net])).toMatchObject({ TAP_NET_IPV6: 0, TAP_NET_TCP_SND_BUF: 0 });
});

it('makes none of a library that is not in the image', () => {
  expect(optionMacros(solve(input({ libraries: [net] })), [net])).toEqual({});
});

it('makes macros of libraries, contracts and the target', () => {
  expect(reservedMacros(solve(input({ libraries: [net] })))).toMatchObject({
    LIB_TAP_NET: 0,
    LIB_KVMPLAT: 1,
    CONTRACT_PLAT: 1,
    CONTRACT_NETDEV: 0,
    PROFILE_SIZE: 1,
    PLATFORM_KVM: 1,
    ARCH_X86_64: 1,
  });
});

it.each([
  ['lwip.tcpSndBuf', 'LWIP_TCP_SND_BUF'],
  ['lwip.ipv6', 'LWIP_IPV6'],
  ['lwip.maxTCPConns', 'LWIP_MAX_TCP_CONNS'],
  ['lib.sched-coop', 'LIB_SCHED_COOP'],
  ['x86_64arch.sse2', 'X86_64ARCH_SSE2'],
])('names %s %s', (symbol, name) => {
  expect(macroName(symbol)).toBe(name);
});
