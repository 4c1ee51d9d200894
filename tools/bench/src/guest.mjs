import { start } from '@unicore/runner';

/** Starts an image and gathers its console, which somebody has to read. */
export async function startGuest(image, options) {
  const guest = await start(image.description, { accelerator: 'tcg', ...options });
  let text = '';
  let wake = () => {};
  guest.console.on('data', (chunk) => {
    text += chunk;
    wake();
  });
  void guest.exited.then(
    () => wake(),
    () => wake(),
  );
  return {
    ...guest,
    text: () => text,
    /** Whether the console shows `pattern` before the guest ends or `timeoutMs` have passed. */
    async shows(pattern, timeoutMs = 30_000) {
      let over = false;
      const timer = setTimeout(() => ((over = true), wake()), timeoutMs);
      void guest.exited.then(
        () => ((over = true), wake()),
        () => ((over = true), wake()),
      );
      while (!pattern.test(text) && !over) await new Promise((resolve) => (wake = resolve));
      clearTimeout(timer);
      return pattern.test(text);
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
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return undefined;
}
