/** Reasons of SCHEDOP_shutdown. Spec: Xen, public/sched.h. */
const powerOff = 0;
const crash = 3;

/**
 * The guest's exit status out of the reason that it gave Xen. Pure.
 *
 * Xen keeps eight bits of the reason and uses the lowest few numbers: a status above 0 travels as 128 + status, which
 * `xl` logs and treats like a power-off. A crash counts as SIGABRT does elsewhere; a reset (a triple fault is one, too), a
 * watchdog, and whatever else ends without a status, as 1.
 */
export function statusOfReason(reason: number): number {
  if (reason === powerOff) return 0;
  if (reason > 128) return reason - 128;
  return reason === crash ? 134 : 1;
}

/** Whether a guest that ended for this reason went without a word. Pure. */
export function isAbrupt(reason: number): boolean {
  return reason !== powerOff && reason <= 128;
}

/** The last reason that `xl create -F` logged; nothing where the guest never ended by itself. Pure. */
export function reasonOf(xlOutput: string): number | undefined {
  const reasons = [...xlOutput.matchAll(/^Domain \d+ has shut down, reason code (\d+) /gm)];
  const last = reasons.at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}
