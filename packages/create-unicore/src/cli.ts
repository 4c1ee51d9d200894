import { createUnicore } from './create-unicore.ts';

process.exitCode = await createUnicore(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
