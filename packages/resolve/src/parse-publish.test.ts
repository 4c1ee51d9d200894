import { expect, it } from 'vitest';
import { parsePublish } from './parse-publish.ts';

it.each([
  ['8080:80', { protocol: 'tcp', address: '127.0.0.1', hostPort: 8080, guestPort: 80 }],
  ['0:80/tcp', { protocol: 'tcp', address: '127.0.0.1', hostPort: 0, guestPort: 80 }],
  ['5300:53/udp', { protocol: 'udp', address: '127.0.0.1', hostPort: 5300, guestPort: 53 }],
  ['0.0.0.0:8080:80', { protocol: 'tcp', address: '0.0.0.0', hostPort: 8080, guestPort: 80 }],
  ['localhost:1:65535', { protocol: 'tcp', address: '127.0.0.1', hostPort: 1, guestPort: 65_535 }],
])('reads %s', (text, port) => {
  expect(parsePublish(text)).toEqual(port);
});

it.each([
  '',
  '80',
  '8080:',
  ':80',
  '8080:0',
  '65536:80',
  '80:65536',
  '8080:80/sctp',
  '300.0.0.1:80:80',
  ' 80:80',
])('reads nothing of "%s"', (text) => {
  expect(parsePublish(text)).toBeUndefined();
});
