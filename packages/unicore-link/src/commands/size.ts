import { resolve } from 'node:path';
import {
  bytesInMemory,
  type BuiltImage,
  sizeReport,
  type Sizes,
  type SymbolSize,
  symbolSizes,
} from '@unicore/toolchain';
import { buildApp } from '../app/build-app.ts';
import { readPool } from '../app/read-app.ts';
import { imageSurface, surfaceText } from '../app/surface-view.ts';
import type { CommandContext, CommandValues, RunCommand } from '../command.ts';
import { usage } from '../errors.ts';
import { exploreData } from '../explore/explore-data.ts';
import { pageOf } from '../explore/page.ts';
import { treemapSvg } from '../explore/treemap-svg.ts';
import { table, topOf } from '../table.ts';
import { writeIfChanged } from '../write-if-changed.ts';

const kinds = ['text', 'rodata', 'data', 'bss'] as const satisfies readonly (keyof Sizes)[];

/** What a command shows of one image: rows of a table, and the same as data. */
interface View {
  readonly rows: readonly (readonly (string | number)[])[];
  readonly data: object;
}

const views: Readonly<Record<string, (image: BuiltImage, limit: Limit) => View>> = {
  library: byLibrary,
  object: byObject,
  symbol: bySymbol,
};

const size: RunCommand = async (context, { values }) => {
  const { reporter } = context;
  if (values.surface === true) return showSurface(context, values);
  if (values.treemap !== undefined) return writeTreemap(context, values, values.treemap);
  const { by = 'library' } = values;
  const view = Object.hasOwn(views, by) ? views[by] : undefined;
  if (!view) throw usage(`--by takes library, object or symbol, not "${by}".`, 'Left out, it is library.');
  const limit = { top: topOf(values), library: values.library };
  const { images, plan } = await buildApp(context, values);
  const shown = images.map((image) => ({ image, ...view(image, limit) }));
  for (const { image, rows } of shown) {
    reporter.result(
      `${image.platform}/${image.architecture}, profile ${plan.profile}, file of ${image.sizeBytes} bytes`,
    );
    reporter.result(table(rows));
  }
  reporter.object({
    profile: plan.profile,
    images: shown.map(({ image: { platform, architecture, path, sizeBytes }, data }) => ({
      platform,
      architecture,
      path,
      sizeBytes,
      ...data,
    })),
  });
};

async function showSurface(context: CommandContext, values: CommandValues): Promise<void> {
  const { reporter } = context;
  if (values.by !== undefined || values.library !== undefined || values.treemap !== undefined)
    throw usage('--surface is of a whole image.', 'Leave --by, --library and --treemap out.');
  const { images, plan, tree } = await buildApp(context, values);
  const shown = images.map((image, index) => {
    const target = plan.targets[index];
    if (!target) throw new Error('an image without a plan');
    return { image, surface: imageSurface(image, target, tree) };
  });
  for (const { image, surface } of shown) {
    reporter.result(`${image.platform}/${image.architecture}, profile ${plan.profile}`);
    reporter.result(surfaceText(surface));
  }
  reporter.object({
    profile: plan.profile,
    images: shown.map(({ image: { platform, architecture, path }, surface }) => ({
      platform,
      architecture,
      path,
      ...surface,
    })),
  });
}

async function writeTreemap(context: CommandContext, values: CommandValues, file: string): Promise<void> {
  const format = /\.(svg|html)$/.exec(file)?.[1];
  if (format === undefined)
    throw usage(`--treemap writes .svg or .html, not "${file}".`, 'For example: --treemap sizes.svg');
  if (values.by !== undefined || values.library !== undefined)
    throw usage('--treemap is of a whole image.', 'Leave --by and --library out.');
  const built = await buildApp(context, values);
  const data = exploreData({ ...built, pool: readPool(), compared: [] });
  const text = format === 'svg' ? treemapSvg(data) : pageOf({ ...data, view: 'map' });
  const path = resolve(context.cwd, file);
  writeIfChanged(path, text);
  context.reporter.result(`${file}  ${Buffer.byteLength(text)} bytes`);
  context.reporter.object({ path });
}

interface Limit {
  readonly top: number;
  readonly library: string | undefined;
}

function byLibrary(image: BuiltImage, { library }: Limit): View {
  const report = sizeReport(image);
  const libraries = report.libraries.filter((row) => library === undefined || row.library === library);
  const rows = [...libraries, ...(library === undefined ? [{ library: 'total', ...report.total }] : [])];
  return {
    rows: [
      ['bytes in memory', ...kinds, 'all'],
      ...rows.map((row) => [row.library, ...kinds.map((kind) => row[kind]), bytesInMemory(row)]),
    ],
    data: { libraries, total: report.total },
  };
}

function byObject(image: BuiltImage, limit: Limit): View {
  const objects = new Map<string, { library: string; object: string } & Record<keyof Sizes, number>>();
  for (const { library, object, kind, sizeBytes } of symbolsOf(image, limit)) {
    const key = `${library}\n${object}`;
    const row = objects.get(key) ?? { library, object, text: 0, rodata: 0, data: 0, bss: 0 };
    row[kind] += sizeBytes;
    objects.set(key, row);
  }
  const sorted = [...objects.values()].toSorted((left, right) => bytesInMemory(right) - bytesInMemory(left));
  return {
    rows: cut(
      ['library', 'source', ...kinds, 'all'],
      sorted.map((row) => [
        row.library,
        row.object || '(unknown)',
        ...kinds.map((kind) => row[kind]),
        bytesInMemory(row),
      ]),
      limit,
    ),
    data: { objects: sorted },
  };
}

function bySymbol(image: BuiltImage, limit: Limit): View {
  const symbols = symbolsOf(image, limit);
  return {
    rows: cut(
      ['symbol', 'bytes', 'kind', 'library', 'source'],
      symbols.map((row) => [row.symbol, row.sizeBytes, row.kind, row.library, row.object]),
      limit,
    ),
    data: { symbols },
  };
}

function symbolsOf(image: BuiltImage, { library }: Limit): readonly SymbolSize[] {
  return symbolSizes(image).filter((row) => library === undefined || row.library === library);
}

function cut(head: View['rows'][number], rows: View['rows'], { top }: Limit): View['rows'] {
  const left = rows.length - top;
  return [
    head,
    ...rows.slice(0, top),
    ...(left > 0 ? [[`and ${left} more: --top ${rows.length}`, ...head.slice(1).map(() => '')]] : []),
  ];
}

export default size;
