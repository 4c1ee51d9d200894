import { setTimeout as delay } from 'node:timers/promises';

import { start } from '@unicore/runner';

/** Starts an image and gathers its console, which somebody has to read. */
export async function startGuest(image, options) {
  const guest = await start(image.description, { accelerator: 'tcg', ...options });
  const seen = { text: '' };
  guest.console.on('data', (chunk) => (seen.text += chunk));
  guest.exited.catch(() => undefined);
  return {
    ...guest,
    text: () => seen.text,
    /** Whether the console shows `pattern` before the guest ends or `timeoutMs` have passed. */
    async shows(pattern, timeoutMs = 30_000) {
      const end = performance.now() + timeoutMs;
      const ended = guest.exited.then(
        () => true,
        () => true,
      );
      while (!pattern.test(seen.text) && performance.now() < end) {
        if (await Promise.race([ended, delay(10, false)])) break;
      }
      return pattern.test(seen.text);
    },
  };
}

/** Fetches `url` until it answers; the body, or undefined after `timeoutMs`. */
export async function fetchPage(url, timeoutMs = 30_000) {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
      if (answer.ok) return await answer.text();
    } catch {
      await delay(50);
    }
  }
  return undefined;
}
