/** Seconds that speedtest1 took, by its own clock, in what a guest printed; without them the benchmark ends. */
export function readTotal(output) {
  const seconds = /TOTAL\.+\s+([\d.]+)s/.exec(output)?.[1];
  if (seconds === undefined) throw new Error(`speedtest1 did not come to its end:\n${output}`);
  return Number(seconds);
}
