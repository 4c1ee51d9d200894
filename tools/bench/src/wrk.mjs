import { execFileSync } from 'node:child_process';

/** One run of wrk: requests, and requests a second; errors end the benchmark. */
export function runWrk(url, { connections, seconds }) {
  const out = execFileSync('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url], {
    encoding: 'utf8',
  });
  if (/Socket errors|Non-2xx/.test(out)) throw new Error(`wrk met errors:\n${out}`);
  return {
    requests: Number(/(\d+) requests in/.exec(out)[1]),
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]),
  };
}
