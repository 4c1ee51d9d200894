// Starts an image as `unicore-link run` does, with the package that this does: node run-image.mjs IMAGE_JSON OPTIONS
import { start } from '@unicore/runner';

const [image, options] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());
const guest = await start(image, {
  ...JSON.parse(options),
  stdin: true,
  signal: stop.signal,
  onNote: (line) => console.error(line),
});
guest.console.pipe(process.stdout, { end: false });
const { status } = await guest.exited;
process.exitCode = status;
