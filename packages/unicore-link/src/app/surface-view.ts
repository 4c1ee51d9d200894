import { type BuiltImage, type Surface, surfaceOf } from '@unicore/toolchain';
import type { TargetPlan, Tree } from '@unicore/resolve';
import { table } from '../table.ts';

/** Contracts of what lies outside of an image. */
const deviceContracts = ['netdev', 'blkdev', 'console', 'entropy', 'p9', 'pcihost'] as const;

/** What `size --surface` shows of one image. */
export interface ImageSurface extends Surface {
  /** Libraries of the image that drive something outside of it, and what. */
  readonly drivers: readonly { readonly library: string; readonly contracts: readonly string[] }[];
}

/** Reads the surface of a built image. */
export function imageSurface(image: BuiltImage, target: TargetPlan, tree: Tree): ImageSurface {
  const libraries = new Map(tree.packages.map(({ library }) => [library.name, library]));
  const drivers = target.libraries.flatMap(({ name }) => {
    const provides = libraries.get(name)?.provides ?? {};
    const contracts = deviceContracts.filter((contract) => Object.hasOwn(provides, contract));
    return contracts.length > 0 ? [{ library: name, contracts }] : [];
  });
  return { ...surfaceOf(image, target), drivers };
}

/** As text. Pure. */
export function surfaceText(surface: ImageSurface): string {
  const { systemCalls, exits, devices, drivers, parameters, lines } = surface;
  const total = lines.reduce((sum, row) => sum + row.lines, 0);
  const files = lines.reduce((sum, row) => sum + row.files, 0);
  return [
    ...systemCallLines(systemCalls),
    ...exitLines(exits),
    `devices: ${devices.map(({ set, name }) => `${name} (${set})`).join(', ') || 'no entries of drivers'}`,
    ...drivers.map(({ library, contracts }) => `  ${library} gives ${contracts.join(', ')}`),
    `parameters of the command line: ${parameters.join(', ') || 'none'}`,
    '',
    table([
      ['compiled in', 'files', 'lines with code'],
      ...lines.map((row) => [row.library, row.files, row.lines]),
      ['total', files, total],
    ]),
  ].join('\n');
}

function systemCallLines({ given, stubs }: Surface['systemCalls']): readonly string[] {
  const libraries = [...new Set(given.map(({ library }) => library))].toSorted();
  return [
    `system calls: ${given.length} given, ${stubs.length} that fail with ENOSYS`,
    ...libraries.map((library) => {
      const names = given.filter((call) => call.library === library).map(({ name }) => name);
      return `  ${library}: ${names.join(' ')}`;
    }),
    ...(stubs.length > 0 ? [`  nobody: ${stubs.join(' ')}`] : []),
  ];
}

const titles = {
  call: 'calls of a hypervisor or host',
  port: 'ports of the machine',
  register: 'model-specific registers',
} as const;

function exitLines(exits: Surface['exits']): readonly string[] {
  return Object.entries(titles).flatMap(([kind, title]) => {
    const found = exits.filter((exit) => exit.kind === kind);
    return [
      `${title}: ${found.length === 0 ? 'none' : `${found.length} functions`}`,
      ...found.map(
        ({ symbol, library, instructions, calledBy }) =>
          `  ${library}: ${symbol} (${instructions.join(', ')})${calledBy.length > 0 ? `, called by ${calledBy.join(', ')}` : ''}`,
      ),
    ];
  });
}
