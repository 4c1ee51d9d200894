import { describe, expect, it } from 'vitest';
import { chooseSources } from './choose-sources.ts';

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
