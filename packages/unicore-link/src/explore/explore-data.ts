import type {
  ListedOption,
  Plan,
  PlanInput,
  PoolIndex,
  TargetPlan,
  Tree,
  TreePackage,
} from '@unicore/resolve';
import { listOptions } from '@unicore/resolve';
import { appObjectName, type BuiltImage, sizeReport, type Sizes, symbolSizes } from '@unicore/toolchain';
import { originText } from '../origin-text.ts';
import { type Comparable, readGiven } from '../app/read-comparable.ts';

/** All that the page of `explore` draws: plain JSON. */
export interface ExploreData {
  readonly app: string;
  readonly version: string;
  readonly profile: string;
  readonly images: readonly ExploredImage[];
  /** What the page shows first; default: the pools. */
  readonly view?: 'map';
  /** Libraries that no image here holds, installed or in the pool's index. */
  readonly others: readonly OtherLibrary[];
}

export interface ExploredImage {
  /** `kvm/x86_64`, or the path of an image that is compared with. */
  readonly name: string;
  readonly libraries: readonly ExploredLibrary[];
  /** Who requires a contract of whom, by index in `libraries`. */
  readonly edges: readonly (readonly [from: number, to: number, contract: string])[];
  readonly options: readonly ExploredOption[];
  /** Names of sources, to which `symbols` refer by index. */
  readonly objects: readonly string[];
  readonly symbols: readonly (readonly [library: number, object: number, symbol: string, bytes: number])[];
}

export interface ExploredLibrary extends Sizes {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly pool: 'app' | 'arch' | 'plat' | 'main' | '';
  readonly summary: string;
}

export interface ExploredOption {
  readonly library: string;
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly prompt: string;
  readonly help: string;
}

export interface OtherLibrary {
  readonly name: string;
  readonly package: string;
  readonly pool: string;
  readonly summary: string;
  readonly installed: boolean;
}

export interface Explored {
  readonly plan: Plan;
  readonly input: PlanInput;
  readonly images: readonly BuiltImage[];
  readonly tree: Tree;
  readonly pool: PoolIndex;
  /** Images of other builds, to compare with. */
  readonly compared: readonly Comparable[];
}

/** Gathers what there is to see of images. */
export function exploreData({ plan, input, images, tree, pool, compared }: Explored): ExploreData {
  const options = listOptions(input);
  const explored = images.map((image, index) => {
    const target = plan.targets[index];
    if (!target) throw new Error('an image without a plan');
    return exploreImage(image, { plan, target, tree, options: options[index]?.options ?? [] });
  });
  const held = new Set(explored.flatMap(({ libraries }) => libraries.map(({ name }) => name)));
  return {
    app: plan.app.name,
    version: plan.app.version,
    profile: plan.profile,
    images: [...explored, ...compared.flatMap((one) => readGiven(one.path, () => exploreCompared(one)))],
    others: othersOf(tree, pool).filter(({ name }) => !held.has(name)),
  };
}

interface Context {
  readonly plan: Plan;
  readonly target: TargetPlan;
  readonly tree: Tree;
  readonly options: readonly ListedOption[];
}

function exploreImage(image: BuiltImage, { plan, target, tree, options }: Context): ExploredImage {
  const installed = new Map(tree.packages.map((one) => [one.library.name, one]));
  const planned = new Map(target.libraries.map((library) => [library.name, library]));
  const nothing: Sizes = { text: 0, rodata: 0, data: 0, bss: 0 };
  const sizes = new Map(sizeReport(image).libraries.map((row) => [row.library, row]));
  // Libraries without code of their own are in the image all the same.
  const names = [...new Set([...sizes.keys(), ...planned.keys()])];
  const appName = appObjectName(plan.app.name, target);
  const libraries = names.map((name): ExploredLibrary => {
    const library = planned.get(name);
    const { text, rodata, data, bss } = sizes.get(name) ?? nothing;
    return {
      name,
      package: library?.package ?? '',
      version: library?.version ?? '',
      pool: library?.pool ?? (name === appName ? 'app' : ''),
      summary: installed.get(name)?.library.summary ?? '',
      text,
      rodata,
      data,
      bss,
    };
  });
  return {
    name: `${image.platform}/${image.architecture}`,
    libraries,
    edges: [...edgesOf(libraries, installed), ...edgesOfApp(libraries, tree)],
    options: options.map(({ name, library, value, origin, option }) => ({
      library,
      name,
      value: String(value),
      origin: originText(origin),
      prompt: option.prompt ?? '',
      help: option.help ?? '',
    })),
    ...symbolsOf(image, names),
  };
}

function edgesOf(
  libraries: readonly ExploredLibrary[],
  installed: ReadonlyMap<string, TreePackage>,
): ExploredImage['edges'] {
  const providers = new Map<string, number[]>();
  for (const [index, { name }] of libraries.entries())
    for (const contract of Object.keys(installed.get(name)?.library.provides ?? {}))
      providers.set(contract, [...(providers.get(contract) ?? []), index]);
  return libraries.flatMap(({ name }, from) =>
    Object.keys(installed.get(name)?.library.requires ?? {}).flatMap((contract) =>
      (providers.get(contract) ?? []).filter((to) => to !== from).map((to) => [from, to, contract] as const),
    ),
  );
}

/** The application depends on packages. */
function edgesOfApp(libraries: readonly ExploredLibrary[], { app }: Tree): ExploredImage['edges'] {
  const from = libraries.findIndex(({ pool }) => pool === 'app');
  return libraries.flatMap((library, to) =>
    from >= 0 && Object.hasOwn(app.dependencies, library.package) ? [[from, to, 'dependency'] as const] : [],
  );
}

/** As of the application's own images, but for what only a plan knows. */
function exploreCompared({ path, image, config }: Comparable): readonly ExploredImage[] {
  if (!image) return [];
  const rows = sizeReport(image).libraries;
  return [
    {
      name: path,
      libraries: rows.map(({ library, ...sizes }) => ({
        name: library,
        package: '',
        version: '',
        pool: '',
        summary: '',
        ...sizes,
      })),
      edges: [],
      options: [...(config ?? [])].map(([name, { value }]) => ({
        library: '',
        name,
        value: 'text' in value ? value.text : String(value.value),
        origin: '',
        prompt: '',
        help: '',
      })),
      ...symbolsOf(
        image,
        rows.map(({ library }) => library),
      ),
    },
  ];
}

function symbolsOf(
  image: Parameters<typeof symbolSizes>[0],
  libraries: readonly string[],
): Pick<ExploredImage, 'objects' | 'symbols'> {
  const indexOf = new Map(libraries.map((name, index) => [name, index]));
  const objects = new Map<string, number>();
  const symbols = symbolSizes(image)
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .map(({ library, object, symbol, sizeBytes }) => {
      const at = objects.get(object) ?? objects.size;
      objects.set(object, at);
      return [indexOf.get(library) ?? 0, at, symbol, sizeBytes] as const;
    });
  return { objects: [...objects.keys()], symbols };
}

function othersOf(tree: Tree, pool: PoolIndex): readonly OtherLibrary[] {
  const others = new Map<string, OtherLibrary>();
  for (const entry of pool.libraries)
    others.set(entry.name, {
      name: entry.name,
      package: entry.package,
      pool: entry.pool,
      summary: entry.summary,
      installed: false,
    });
  for (const { package: name, library } of tree.packages)
    others.set(library.name, {
      name: library.name,
      package: name,
      pool: library.pool,
      summary: library.summary,
      installed: true,
    });
  return [...others.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
