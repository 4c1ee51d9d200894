/** Requests a second of each of `commands` in what redis-benchmark printed as CSV; one that is missing ends the benchmark. */
export function readRates(output, commands) {
  const rates = Object.fromEntries(
    [...output.matchAll(/^"(\w+)","([\d.]+)"/gm)].map(([, command, rate]) => [command, Number(rate)]),
  );
  const missing = commands.filter((command) => !(rates[command] > 0));
  if (missing.length > 0)
    throw new Error(`redis-benchmark tells nothing of ${missing.join(', ')}:\n${output}`);
  return rates;
}
