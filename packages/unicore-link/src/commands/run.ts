import { isAbsolute, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { TargetPlan } from '@unicore/resolve';
import type { Accelerator, StartOptions } from '@unicore/runner';
import { buildApp } from '../app/build-app.ts';
import { checkBudget } from '../app/check-budget.ts';
import { offeringToAdd } from '../app/offer-to-add.ts';
import { recordMemory } from '../app/record-memory.ts';
import type { CommandContext, CommandValues, RunCommand } from '../command.ts';
import { usage } from '../errors.ts';

const run: RunCommand = async (context, input) => {
  if (input.values.watch !== true) return once(context, input);
  return (await import('../app/watch.ts')).watch(context, input, once, { runsOn: true });
};

const once: RunCommand = async (context, { values, operands, rest }) => {
  if (operands.length > 0)
    throw usage(
      `"${operands[0]}" is no option.`,
      'Arguments of the guest stand after --: npx unicore-link run -- arguments',
    );
  const { reporter, signal } = context;
  if (values.publish && values.net === 'none')
    throw usage(
      '--publish needs a network, and --net none leaves the image without.',
      'Leave one of them out.',
    );
  const options = {
    ...startOptions(values, rest),
    disks: disksOf(values, context),
    shares: sharesOf(values, context),
    ...host(context),
  };
  await checkNetwork(values);
  if (values.disk) (await import('@unicore/runner')).checkDisks(values.disk);
  if (values.share) (await import('@unicore/runner')).checkShares(values.share);
  const { images, plan, config, found } = await offeringToAdd(context, () =>
    buildApp(context, values, { first: true }),
  );
  checkBudget(images, config, found.folder);
  const [image] = images;
  if (!image) throw new Error('a build without an image');
  if (signal.aborted) return;
  if (values.publish && !plan.targets[0]?.appConfig['CONTRACT_NETDEV']) {
    reporter.warn('no library of this image has a network, so nobody answers at the ports of --publish.');
    reporter.note('To install one: npx unicore-link add lwip');
  }
  if (plan.targets[0]) checkRecorders(values, plan.targets[0]);
  const { start } = await import('@unicore/runner');
  const memory = recordMemory({
    trace: values.trace === undefined ? undefined : resolve(context.cwd, values.trace),
    flameGraph: values.flameGraph === undefined ? undefined : resolve(context.cwd, values.flameGraph),
  });
  const guest = await start(image.descriptionPath, { ...options, memoryFile: memory?.memoryFile });
  for (const { address, hostPort, guestPort, protocol } of guest.ports) {
    reporter.note(`published: ${address}:${hostPort} -> ${guestPort}/${protocol}`);
  }
  void guest.ready.then(() => guest.url && reporter.note(`open ${guest.url}`));
  guest.console.pipe(process.stdout, { end: false });
  // Whoever read stdout went away: what the guest still prints is read, so that it can end.
  process.stdout.once('error', () => guest.console.resume());
  const [exit] = await Promise.all([guest.exited, finished(guest.console)]);
  if (exit.trace.length > 0) reporter.note(`${reporter.colors.bold('backtrace:')}\n${exit.trace.join('\n')}`);
  await memory?.write(guest.image, reporter);
  if (exit.reason === 'timeout') reporter.warn(`ended after ${values.timeout} s, as --timeout said`);
  return exit.status;
};

function checkRecorders({ trace, flameGraph }: CommandValues, target: TargetPlan): void {
  if (trace !== undefined && !target.appConfig['CONTRACT_TRACE'])
    throw usage(
      '--trace needs a library in the image that records.',
      'To install one: npx unicore-link add trace',
    );
  if (flameGraph !== undefined && !target.libraries.some(({ name }) => name === 'profile'))
    throw usage(
      '--flame-graph needs a library in the image that takes samples.',
      'To install it: npx unicore-link add profile',
    );
}

/** What the command line gets wrong is said before a build, not after it. */
async function checkNetwork({ publish, net }: CommandValues): Promise<void> {
  if (publish === undefined && net === undefined) return;
  const { parseNetwork, parsePublish } = await import('@unicore/runner');
  publish?.forEach(parsePublish);
  if (net !== undefined) parseNetwork(net);
}

/** Longer, and the timers of Node.js end at once. */
const longestSeconds = 2_000_000;

function startOptions(values: CommandValues, rest: readonly string[]): StartOptions {
  const seconds = positive('--timeout', values.timeout, 'seconds', 'For example: --timeout 10, or 0.5');
  if (seconds !== undefined && seconds > longestSeconds)
    throw usage(
      `--timeout takes at most ${longestSeconds} seconds, not "${values.timeout}".`,
      'To let the guest run on, leave --timeout out.',
    );
  return {
    memoryMib: positive('--memory', values.memory, 'MiB', 'For example: --memory 16, or 2.25'),
    network: values.net ?? 'auto',
    publish: values.publish,
    parameters: values.param?.map(parameter),
    args: rest.length > 0 ? rest : undefined,
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    gdb: values.gdb,
    accelerator: acceleratorOf(values.accel),
    firmware: oneOf('--firmware', values.firmware, ['bios', 'uefi'] as const),
    medium: oneOf('--medium', values.medium, ['disk', 'iso'] as const),
  };
}

/** Files are named relative to where the command works. */
function disksOf({ disk }: CommandValues, { cwd }: CommandContext): readonly string[] | undefined {
  return disk?.map((text) => resolve(cwd, text));
}

function sharesOf({ share }: CommandValues, { cwd }: CommandContext): readonly string[] | undefined {
  return share?.map((text) => (isAbsolute(text) ? text : `${cwd}/${text}`));
}

function parameter(text: string): string {
  if (/^[^=\s]+=/.test(text)) return text;
  throw usage(`--param takes name=value, not "${text}".`, 'For example: --param net.addr=10.0.2.15/24');
}

function acceleratorOf(name: string | undefined): Accelerator | undefined {
  if (name === undefined || name === 'kvm' || name === 'tcg') return name;
  throw usage(`--accel takes kvm or tcg, not "${name}".`, 'Left out, kvm is taken where it serves.');
}

function oneOf<Name extends string>(
  option: string,
  name: string | undefined,
  names: readonly Name[],
): Name | undefined {
  const found = names.find((each) => each === name);
  if (name === undefined || found !== undefined) return found;
  throw usage(`${option} takes ${names.join(' or ')}, not "${name}".`, `Left out, it is ${names[0]}.`);
}

function host({ reporter, signal }: CommandContext) {
  return { signal, stdin: true, onNote: (line: string) => reporter.note(line) };
}

function positive(option: string, text: string | undefined, unit: string, hint: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^(?:\d+\.?|\d*\.\d+)$/.test(text) && Number(text) > 0) return Number(text);
  throw usage(`${option} takes ${unit} above 0, fractions allowed, not "${text}".`, hint);
}

export default run;
