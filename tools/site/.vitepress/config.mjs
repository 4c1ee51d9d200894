import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { slug } from '../src/markdown.mjs';

const pages = new URL('../build/pages/', import.meta.url);
const { nav, sidebar } = JSON.parse(readFileSync(new URL('navigation.json', pages), 'utf8'));

export default defineConfig({
  title: 'Unicore',
  lang: 'en',
  srcDir: 'build/pages',
  outDir: 'build/site',
  cacheDir: 'build/cache',
  metaChunk: true,
  // The index of the search is one file.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  head: [['meta', { name: 'color-scheme', content: 'light dark' }]],
  transformHead: ({ siteData }) => [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${siteData.base}icon.svg` }],
  ],
  markdown: {
    anchor: { slugify: slug },
    config: (markdown) => {
      // Pages are text: what looks like a template of Vue is none.
      const text = markdown.renderer.rules.text;
      markdown.renderer.rules.text = (...args) => text(...args).replaceAll('{{', '<span v-pre>{{</span>');
    },
  },
  themeConfig: {
    nav,
    sidebar,
    logo: '/icon.svg',
    outline: [2, 3],
    search: { provider: 'local' },
    notFound: {
      title: 'No such page',
      quote: 'The address may have a slip in it, or the page has moved. The search above knows all pages.',
      linkText: 'To the first page',
      linkLabel: 'To the first page',
    },
  },
});
