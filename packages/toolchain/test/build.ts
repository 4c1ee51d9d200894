import type { Plan } from '@unicore/resolve';
import { buildImages, type BuildOptions, type ObjectEvent, type WarningEvent } from '../src/index.ts';
import type { Sample } from './sample.ts';

/** What a first build of a sample compiles. */
export const EVERYTHING = ['greet/src/count.c', 'greet/src/greet.c', 'hello/main.c', 'mini/src/start.c'];

/** Builds, and tells what the compiler did. */
export async function build(sample: Sample, plan: Plan = sample.plan, options: BuildOptions = {}) {
  const objects: ObjectEvent[] = [];
  const warnings: WarningEvent[] = [];
  const totals: number[] = [];
  const images = await buildImages(plan, {
    cacheFolder: sample.cacheFolder,
    ...options,
    reporter: {
      onStart: (total) => totals.push(total),
      onObject: (event) => objects.push(event),
      onWarning: (event) => warnings.push(event),
    },
  });
  const compiled = objects
    .filter((event) => !event.cached)
    .map((event) => `${event.library}/${event.source}`);
  const [image] = images;
  if (!image) throw new Error('no image');
  return { images, image, warnings, totals, compiled: compiled.toSorted() };
}
