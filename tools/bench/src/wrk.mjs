import { execFileSync } from 'node:child_process';

/** Arguments of one run of wrk. */
export function wrkArgs(url, { connections, seconds }) {
  return ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url];
}

/** Requests, and requests a second, of what wrk printed; errors end the benchmark. */
export function readWrk(output) {
  const requests = /(\d+) requests in/.exec(output)?.[1];
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(output)?.[1];
  if (!requests || !rate || /Socket errors|Non-2xx/.test(output))
    throw new Error(`wrk met errors:\n${output}`);
  return { requests: Number(requests), rate: Number(rate) };
}

/** One run of wrk. */
export function runWrk(url, settings) {
  return readWrk(execFileSync('wrk', wrkArgs(url, settings), { encoding: 'utf8' }));
}
