import { listComponents } from '../app/list-components.ts';
import { planApp } from '../app/plan-app.ts';
import type { RunCommand } from '../command.ts';
import { table } from '../table.ts';

const licences: RunCommand = async ({ cwd, reporter }, { values }) => {
  const { plan } = await planApp(cwd, values, reporter);
  const components = listComponents(plan);
  const rows = components.flatMap(({ package: name, version, licence, upstream }) => [
    [name, version, licence || '(none told)'],
    ...(upstream ? [[`  of ${upstream.name}`, upstream.version, upstream.licence]] : []),
  ]);
  reporter.result(table([['in the image', 'version', 'licence'], ...rows]));
  reporter.object({ components });
};

export default licences;
