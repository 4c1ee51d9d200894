import { describe, expect, it } from 'vitest';
import { chooseSources, findReplacements } from './choose-sources.ts';

const always = () => true;

describe('chooseSources', () => {
  it('takes groups whose condition holds, each file once, sorted', () => {
    const sources = [
      { files: ['src/z.c', 'src/a.c'] },
      { when: 'ipv6', files: ['src/ip6.c'] },
      { when: 'tcp', files: ['src/tcp.c', 'src/a.c'] },
    ];

    expect(chooseSources({ sources }, 'x86_64', (expression) => expression === 'tcp')).toEqual([
      'src/a.c',
      'src/tcp.c',
      'src/z.c',
    ]);
  });

  it("replaces a portable file by the architecture's, and leaves out other architectures", () => {
    const sources = [
      { files: ['src/ones.c', 'src/sum/two.c', 'src/three.c'] },
      { files: ['src/arch/x86_64/ones.S', 'src/arch/x86_64/sum/two.c', 'src/arch/x86_64/extra.c'] },
      { files: ['src/arch/arm32/three.S'] },
    ];

    expect(chooseSources({ sources }, 'x86_64', always)).toEqual([
      'src/arch/x86_64/extra.c',
      'src/arch/x86_64/ones.S',
      'src/arch/x86_64/sum/two.c',
      'src/three.c',
    ]);
    expect(chooseSources({ sources }, 'mips', always)).toEqual([
      'src/ones.c',
      'src/sum/two.c',
      'src/three.c',
    ]);
  });

  it('keeps the portable file where the condition of its replacement does not hold', () => {
    const sources = [{ files: ['src/ones.c'] }, { when: 'fast', files: ['src/arch/x86_64/ones.S'] }];

    expect(chooseSources({ sources }, 'x86_64', () => false)).toEqual(['src/ones.c']);
  });
});

describe('findReplacements', () => {
  it('names each portable file with what replaces it, on each architecture and under any condition', () => {
    const sources = [
      { files: ['src/sum/two.c', 'src/ones.c', 'src/three.c', 'src/arch/mips/ones.c'] },
      {
        when: 'fast',
        files: ['src/arch/x86_64/ones.S', 'src/arch/x86_64/sum/two.c', 'src/arch/x86_64/two.c'],
      },
    ];

    expect(findReplacements({ sources })).toEqual([
      { file: 'src/ones.c', by: 'src/arch/mips/ones.c', architecture: 'mips' },
      { file: 'src/ones.c', by: 'src/arch/x86_64/ones.S', architecture: 'x86_64' },
      { file: 'src/sum/two.c', by: 'src/arch/x86_64/sum/two.c', architecture: 'x86_64' },
    ]);
  });
});
