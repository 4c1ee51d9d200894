import type { UnicoreError } from '@unicore/descriptor';
import * as errors from '../src/errors.ts';

/** For each code of this package, the plainest way to meet it. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_GUEST_ENDED: () => errors.endedEarly('http://127.0.0.1:8080/', 'panic: out of memory'),
  ERR_UNICORE_GUEST_SILENT: () => errors.notAnswering('http://127.0.0.1:8080/', new Error('ECONNREFUSED')),
  ERR_UNICORE_LINE_MISSING: () => errors.noSuchLine(/^ready/, 'panic: out of memory'),
  ERR_UNICORE_PORT_NOT_PUBLISHED: () => errors.portNotPublished(80, 'tcp'),
  ERR_UNICORE_TEST_BUILD_FAILED: () => errors.buildFailed('/home/me/app', 1, 'error: There is no main.c'),
};
