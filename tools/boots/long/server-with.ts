import { buildApp, type BuiltImage } from '@unicore/testkit';

import { copyWith } from '../test/changed-copy.ts';

/** Builds the example webserver for Xen with another option of one library beside its own. Returns `image.json`. */
export async function serverWith(library: string, option: string, value: number | boolean): Promise<string> {
  const folder = copyWith('webserver', option, { [library]: { [option]: value } });
  const [built] = await buildApp(folder, { plat: ['xen'], profile: 'size' });
  return (built as BuiltImage).description;
}
