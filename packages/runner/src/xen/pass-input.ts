import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * Hands standard input on: at once, or, of a terminal whose foreground is somebody else's, once this process is continued in it.
 * Reading there would stop the process as soon as somebody types.
 */
export function passInput(take: (input: Readable) => void): void {
  const begin = (): void => {
    if (process.stdin.isTTY && !isInForeground()) process.once('SIGCONT', begin);
    else take(process.stdin);
  };
  begin();
}

/** Whether this process group is the terminal's. Spec: proc_pid_stat(5), pgrp and tpgid. */
function isInForeground(): boolean {
  const [, behindName = ''] = /\) (.*)$/s.exec(readFileSync('/proc/self/stat', 'utf8')) ?? [];
  const [, , group, , , foreground] = behindName.split(' ');
  return group === foreground;
}
