import { relative } from 'node:path';
import type { BuiltImage } from '@unicore/toolchain';
import { buildApp } from '../app/build-app.ts';
import { checkBudget } from '../app/check-budget.ts';
import { offeringToAdd } from '../app/offer-to-add.ts';
import type { RunCommand } from '../command.ts';

const build: RunCommand = async (context, input) => {
  if (input.values.watch !== true) return once(context, input);
  return (await import('../app/watch.ts')).watch(context, input, once, { runsOn: false });
};

const once: RunCommand = async (context, { values }) => {
  const { reporter } = context;
  const { images, plan, config, found } = await offeringToAdd(context, () => buildApp(context, values));
  checkBudget(images, config, found.folder);
  reporter.result(images.map(lineOf).join('\n'));
  reporter.object({ profile: plan.profile, images });
};

function lineOf(image: BuiltImage): string {
  const path = relative(process.cwd(), image.path);
  return `${path}  ${image.sizeBytes} bytes${image.upToDate ? '  (up to date)' : ''}`;
}

export default build;
