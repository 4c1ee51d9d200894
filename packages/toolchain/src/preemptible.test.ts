import { describe, expect, it } from 'vitest';
import { preemptibleScript } from './preemptible.ts';

const planned = [{ name: 'musl', preemptible: true as const }, { name: 'vfs' }, { name: 'sched-preempt' }];
const linked = (wants: readonly string[]) => [
  { name: 'app', wants: [] },
  { name: 'musl', wants: [] },
  { name: 'vfs', wants: [] },
  { name: 'sched-preempt', wants },
];

describe('preemptibleScript', () => {
  it('puts together the code of the application and of libraries that say so, where somebody asks for its place', () => {
    expect(preemptibleScript(linked(['uc_preemptible_start']), planned)).toBe(
      'app.o(.text .text.*)\nmusl.o(.text .text.*)\n',
    );
  });

  it('leaves all code where it lies elsewhere', () => {
    expect(preemptibleScript(linked(['uc_plat_tick_start']), planned)).toBe('');
  });
});
