import { describe, expect, it } from 'vitest';
import type { AppConfig } from './app-config.ts';
import { chooseTargets, type TargetWishes } from './choose-targets.ts';

function choose(config: AppConfig, wishes: Partial<TargetWishes> = {}): readonly string[] {
  return chooseTargets(config, { hostArch: 'x64', ...wishes }).map(
    (one) => `${one.platform}/${one.architecture}`,
  );
}

describe('chooseTargets', () => {
  it("builds for linuxu on the host's architecture where nobody says otherwise", () => {
    expect(choose({})).toEqual(['linuxu/x86_64']);
    expect(choose({}, { hostArch: 'arm' })).toEqual(['linuxu/arm32']);
  });

  it("builds the configuration's targets, each on its own architecture", () => {
    expect(choose({ targets: ['kvm', 'linuxu/mips'], arch: 'arm64' })).toEqual(['kvm/arm64', 'linuxu/mips']);
  });

  it('lets --plat win, by repetition and by comma, each target once', () => {
    const config = { targets: ['linuxu'] };

    expect(choose(config, { platforms: ['kvm, xen', 'kvm', 'kvm/arm64'] })).toEqual([
      'kvm/x86_64',
      'xen/x86_64',
      'kvm/arm64',
    ]);
  });

  it("pairs --arch with each platform, before the configuration's, but not where --plat names one", () => {
    const wishes = { architectures: ['arm64'] };

    expect(choose({ targets: ['kvm/x86_64'], arch: 'mips' }, wishes)).toEqual(['kvm/arm64']);
    expect(choose({}, { platforms: ['kvm', 'xen/arm32'], ...wishes })).toEqual(['kvm/arm64', 'xen/arm32']);
    expect(choose({}, { platforms: ['kvm'], architectures: ['x86_64,arm64'] })).toEqual([
      'kvm/x86_64',
      'kvm/arm64',
    ]);
  });
});
