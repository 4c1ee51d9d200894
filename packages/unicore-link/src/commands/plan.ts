import type { TargetPlan } from '@unicore/resolve';
import { planApp } from '../app/plan-app.ts';
import type { RunCommand } from '../command.ts';

const plan: RunCommand = async ({ cwd, reporter }, { values }) => {
  const { plan: result } = await planApp(cwd, values, reporter);
  const { app, profile, targets } = result;
  reporter.result(`${app.name} ${app.version}, profile ${profile}: ${app.sources.join(' ')}`);
  for (const target of targets) reporter.result(`\n${describe(target)}`);
  reporter.object(result);
};

function describe({ platform, architecture, libraries }: TargetPlan): string {
  const width = Math.max(...libraries.map(({ name }) => name.length));
  const lines = libraries.map(({ name, package: npmName, version, sources }) => {
    const files = sources.length === 1 ? '1 file' : `${sources.length} files`;
    return `  ${name.padEnd(width)}  ${npmName}@${version}, ${files}`;
  });
  return [`${platform}/${architecture}, in link order:`, ...lines].join('\n');
}

export default plan;
