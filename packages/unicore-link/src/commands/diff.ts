import { symbolSizes } from '@unicore/toolchain';
import { diffConfigs, type ConfigChange } from '../app/diff-configs.ts';
import { diffSizes, type SizeChange } from '../app/diff-sizes.ts';
import { type Comparable, readComparable, readGiven } from '../app/read-comparable.ts';
import type { RunCommand } from '../command.ts';
import { usage } from '../errors.ts';
import { table, topOf } from '../table.ts';

const diff: RunCommand = async ({ cwd, reporter }, { values, operands }) => {
  const top = topOf(values);
  const [before, after, ...others] = operands.map((path) => readComparable(cwd, path));
  if (!before || !after || others.length > 0)
    throw usage(
      'diff takes two images, or two configurations.',
      'For example: unicore-link diff old/kvm-x86_64 build/kvm-x86_64',
    );
  const [old, now] = [before.image, after.image];
  const sizes =
    old && now
      ? diffSizes(
          readGiven(before.path, () => symbolSizes(old)),
          readGiven(after.path, () => symbolSizes(now)),
        )
      : undefined;
  const options = before.config && after.config ? diffConfigs(before.config, after.config) : undefined;
  if (!sizes && !options)
    throw usage(
      `${before.path} and ${after.path} cannot be compared: one is an image, the other a configuration.`,
      'Compare images with images, and .config files with .config files.',
    );
  if (sizes) reporter.result(sizeLines(before, after, sizes, top));
  if (options) reporter.result(configLines(options));
  reporter.object({ ...(sizes && { sizes }), ...(options && { options }) });
};

function sizeLines(
  before: Comparable,
  after: Comparable,
  { libraries, symbols, total }: ReturnType<typeof diffSizes>,
  top: number,
): string {
  if (symbols.length === 0 && libraries.length === 0) return 'sizes: no difference';
  return [
    table([
      ['bytes in memory', 'before', 'after', 'change'],
      ...[...libraries, { name: 'total', ...total }].map(rowOf),
    ]),
    '',
    table([
      ['symbol', 'before', 'after', 'change', 'library'],
      ...symbols.slice(0, top).map((one) => [...rowOf(one), one.library]),
    ]),
    ...(symbols.length > top ? [`and ${symbols.length - top} more: --top ${symbols.length}`] : []),
    `before: ${before.path}`,
    `after: ${after.path}`,
  ].join('\n');
}

function rowOf({ name, before, after }: Pick<SizeChange, 'name' | 'before' | 'after'>) {
  return [name, before, after, after - before];
}

function configLines(changes: readonly ConfigChange[]): string {
  if (changes.length === 0) return 'options: no difference';
  return changes
    .map(({ name, before = '(not there)', after = '(not there)' }) => `${name}: ${before} -> ${after}`)
    .join('\n');
}

export default diff;
