export interface SignalWatch {
  readonly signal: AbortSignal;
  /** 128 + the number of the signal that came, if one came. */
  status(): number | undefined;
  dispose(): void;
}

const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** Turns the first Ctrl-C (SIGTERM, SIGHUP) into an abort; the second one ends the process at once. */
export function watchSignals(target: NodeJS.Process): SignalWatch {
  const controller = new AbortController();
  let status: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const number = 128 + numbers[name as keyof typeof numbers];
    if (status !== undefined) target.exit(number);
    status = number;
    controller.abort();
  };
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  for (const name of names) target.on(name, stop);
  return {
    signal: controller.signal,
    status: () => status,
    dispose: () => {
      for (const name of names) target.off(name, stop);
    },
  };
}
