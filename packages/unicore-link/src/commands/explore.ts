import { once } from 'node:events';
import { resolve } from 'node:path';
import { buildApp } from '../app/build-app.ts';
import { readPool } from '../app/read-app.ts';
import { readComparable } from '../app/read-comparable.ts';
import type { RunCommand } from '../command.ts';
import { notComparable } from '../errors.ts';
import { exploreData } from '../explore/explore-data.ts';
import { pageOf } from '../explore/page.ts';
import { servePage } from '../explore/serve-page.ts';
import { writeIfChanged } from '../write-if-changed.ts';

const explore: RunCommand = async (context, { values, operands }) => {
  const { cwd, reporter, signal } = context;
  const compared = operands.map((path) => readComparable(cwd, path));
  const config = compared.find(({ image }) => !image);
  if (config) throw notComparable(config.path, 'it is a configuration, and the page shows images');
  const { plan, input, images, tree } = await buildApp(context, values);
  const html = pageOf(exploreData({ plan, input, images, tree, pool: readPool(), compared }));
  if (values.out !== undefined) {
    writeIfChanged(resolve(cwd, values.out), html);
    reporter.result(`${values.out}  ${html.length} bytes`);
    return;
  }
  const page = await servePage(html);
  reporter.result(page.url);
  reporter.note('open it in a browser; Ctrl-C ends it');
  if (!signal.aborted) await once(signal, 'abort');
  await page.close();
};

export default explore;
