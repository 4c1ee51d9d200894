import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { firstPage } from './first-page.mjs';
import { descriptionOf, titleOf } from './markdown.mjs';
import { rewriteLinks } from './rewrite-links.mjs';
import { navigation } from './sidebar.mjs';
import { sitePages } from './site-pages.mjs';

/** Writes all pages, images and the navigation into (folder), which is emptied first. */
export async function gatherPages(root, folder) {
  const pages = await sitePages(root);
  const routes = new Map(pages.flatMap(({ route, files }) => files.map((file) => [file, route])));
  routes.set('README.md', 'index');
  const images = readdirSync(join(root, 'docs/images'));
  for (const image of images) routes.set(`docs/images/${image}`, `images/${image}`);

  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'docs/images'), join(folder, 'public/images'), { recursive: true });
  cpSync(join(root, 'tools/site/public'), join(folder, 'public'), { recursive: true });
  for (const { route, text, source, description } of pages) {
    write(
      join(folder, `${route}.md`),
      `${frontMatter(text, description)}${rewriteLinks(text, source, routes)}`,
    );
  }
  const menus = navigation(pages);
  const first = firstPage(readFileSync(join(root, 'README.md'), 'utf8'), menus.nav[0].link);
  write(join(folder, 'index.md'), rewriteLinks(first, 'README.md', routes));
  writeFileSync(join(folder, 'navigation.json'), JSON.stringify(menus));
}

function frontMatter(text, description = descriptionOf(text)) {
  return `---\ntitle: ${JSON.stringify(titleOf(text) ?? '')}\ndescription: ${JSON.stringify(description)}\n---\n\n`;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
