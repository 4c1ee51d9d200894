import { contracts, platforms, templates } from './answers.ts';

const list = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, summary]) => `      ${name.padEnd(10)} ${summary}`)
    .join('\n');

/** What `--help` prints. */
export const help = `Usage: npm create unicore [folder] [-- options]
       pnpm create unicore [folder] [options]
       yarn create unicore [folder] [options]

Writes an application that builds, boots and tests itself, or with --library a library for the pool.
What the options leave open is asked.

  -y, --yes                ask nothing: defaults for what is left open
      --name <name>        of the npm package (default: the folder's)
      --github             with a workflow for GitHub that builds, boots and tests (default)
      --no-github          without
  -h, --help               show this
  -V, --version            print the version

Applications:
  -t, --template <name>    (default: hello)
${list(templates)}
  -p, --plat <platforms>   of the images, separated by commas (default: linuxu,kvm)
${list(platforms)}
      --config <format>    ts: unicore.config.ts (default); json: unicore.config.json

Libraries:
      --library            write a library for the pool
      --contract <name>    that it provides (default: none)
${list(contracts)}
      --summary <text>     one line on what it does
      --author <name>      who stands in its licence
`;
