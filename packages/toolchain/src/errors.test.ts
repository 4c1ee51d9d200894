import { describe, expect, it } from 'vitest';
import { diskFull } from './errors.ts';

describe('diskFull', () => {
  it.each([
    ['/cache/unicore/v1/tmp/812-mwtw3z-brv6yq/59.record', '/cache/unicore/v1'],
    ['/home/me/app/build/kvm-x86_64.812.tmp', '/home/me/app/build'],
    ['/home/me/app/build/kvm-x86_64.812.tmp/app.map', '/home/me/app/build'],
    ['/home/me/app/build/kvm-x86_64', '/home/me/app/build/kvm-x86_64'],
  ])('asks about a folder that is still there: of %s about %s', (path, place) => {
    expect(diskFull(path).hint).toContain(`df -h ${place}\n`);
  });
});
