import type { Plan, TargetPlan } from '@unicore/resolve';

/**
 * Renders commands of gdb that find the sources of an image: its debug information names them by package, so that it is the same
 * wherever it was built. A folder with a control character in its name is left out, as gdb would take it for another command. Pure.
 */
export function gdbSources({ app }: Plan, { libraries }: TargetPlan): string {
  const folders = new Map(libraries.map((library) => [`/${library.package}`, library.folder]));
  folders.set(`/${app.name}`, app.folder);
  return [...folders]
    .filter((paths) => paths.every((path) => !/\p{Cc}/u.test(path)))
    .map(([name, folder]) => `set substitute-path ${word(name)} ${word(folder)}\n`)
    .join('');
}

function word(text: string): string {
  return text.replaceAll(/[^\w@%+=:,./-]/gu, String.raw`\$&`);
}
