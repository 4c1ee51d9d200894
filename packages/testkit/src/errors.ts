import { UnicoreError } from '@unicore/descriptor';

export function buildFailed(folder: string, status: number | undefined, output: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_TEST_BUILD_FAILED',
    `unicore-link ended with status ${status ?? 'unknown'} in ${folder}:\n${output}`,
    {
      hint: `Build it by hand and mend what it says: npx unicore-link -C ${folder}`,
    },
  );
}

export function endedEarly(url: string, console: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_GUEST_ENDED',
    `The guest ended before it answered ${url}. Its console:\n${console}`,
    {
      hint: 'The console says how far it came; `npx unicore-link run` starts the same image by hand.',
    },
  );
}

export function noSuchLine(pattern: RegExp, console: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_LINE_MISSING',
    `The guest ended without printing a line that matches ${String(pattern)}. Its console:\n${console}`,
    {
      hint: 'The console says how far it came; `npx unicore-link run` starts the same image by hand.',
    },
  );
}

export function notAnswering(url: string, cause: unknown): UnicoreError {
  return new UnicoreError('ERR_UNICORE_GUEST_SILENT', `The guest runs but does not answer ${url}.`, {
    hint: 'Does the application listen on that port? Wait for a line that it prints when it does: await vm.waitForLine(/^ready/).',
    cause,
  });
}

export function portNotPublished(port: number, protocol: string): UnicoreError {
  return new UnicoreError(
    'ERR_UNICORE_PORT_NOT_PUBLISHED',
    `Port ${port}/${protocol} of the guest is not published.`,
    {
      hint: `Name it when booting: boot(image, { publish: ['${port}${protocol === 'udp' ? '/udp' : ''}'] }).`,
    },
  );
}
