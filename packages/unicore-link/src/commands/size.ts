import { type BuiltImage, type LibrarySizes, sizeReport, type Sizes } from '@unicore/toolchain';
import { buildApp } from '../app/build-app.ts';
import type { RunCommand } from '../command.ts';

const kinds = ['text', 'rodata', 'data', 'bss'] as const satisfies readonly (keyof Sizes)[];

const size: RunCommand = async (context, { values }) => {
  const { reporter } = context;
  const { images, plan } = await buildApp(context, values);
  const reports = images.map((image) => ({ image, report: sizeReport(image) }));
  for (const { image, report } of reports) {
    reporter.result(
      `${image.platform}/${image.architecture}, profile ${plan.profile}, file of ${image.sizeBytes} bytes`,
    );
    reporter.result(table([...report.libraries, { library: 'total', ...report.total }]));
  }
  reporter.object({
    profile: plan.profile,
    images: reports.map(({ image, report }) => asJson(image, report)),
  });
};

function asJson({ platform, architecture, path, sizeBytes }: BuiltImage, report: object): object {
  return { platform, architecture, path, sizeBytes, ...report };
}

function table(rows: readonly LibrarySizes[]): string {
  const cells = [
    ['bytes in memory', ...kinds, 'all'],
    ...rows.map((row) => [row.library, ...[...kinds.map((kind) => row[kind]), sum(row)].map(String)]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

function sum(row: Sizes): number {
  return kinds.reduce((total, kind) => total + row[kind], 0);
}

export default size;
