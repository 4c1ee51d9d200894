import { expect, it } from 'vitest';
import { parseDisk } from './parse-disk.ts';

it.each([
  ['disk.img', { path: 'disk.img', readOnly: false }],
  ['/dev/sdb,ro', { path: '/dev/sdb', readOnly: true }],
  ['my disk,size=64M', { path: 'my disk', readOnly: false, sizeBytes: 67_108_864 }],
  ['d,size=512,ro', { path: 'd', readOnly: true, sizeBytes: 512 }],
  ['d,size=2T', { path: 'd', readOnly: false, sizeBytes: 2_199_023_255_552 }],
])('reads %s', (text, disk) => {
  expect(parseDisk(text)).toEqual(disk);
});

it.each([
  '',
  ',ro',
  'd,rw',
  'd,size=',
  'd,size=513',
  'd,size=0',
  'd,size=1.5G',
  'd,size=64m',
  'd,size=999999999999999T',
])('refuses "%s"', (text) => {
  expect(parseDisk(text)).toBeUndefined();
});
