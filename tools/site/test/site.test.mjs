import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDeadLinks } from '../src/find-dead-links.mjs';
import { serveFolder } from '../src/serve-folder.mjs';

const root = join(import.meta.dirname, '../../..');
const executablePath = '/usr/bin/chromium';
// Not the root of a host, so that an address that forgets it is found.
const base = '/unicore/docs/';
const site = join(root, 'tools/site/build/site');

let server;
beforeAll(async () => {
  // As it is built for readers, not with what a runner of tests sets.
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const command = [join(root, 'tools/site/site.mjs'), '--base', base];
  execFileSync(process.execPath, command, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  server = await serveFolder(site, { base });
});
afterAll(() => server?.close());

const page = (route) => readFileSync(join(site, `${route}.html`), 'utf8');
const text = (route) =>
  page(route)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/&quot;|&#34;/g, '"')
    .replaceAll('&#39;', "'");

it('leads nowhere that is not there, neither pages nor headings', () => {
  expect(findDeadLinks(site, base)).toEqual([]);
});

it('has a page for each document, error, library and contract', () => {
  const documents = readdirSync(join(root, 'docs'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.md'));
  const libraries = ['arch', 'plat', 'main'].flatMap((pool) => readdirSync(join(root, 'libs-native', pool)));
  const routes = [
    ...documents.map((path) => path.replace(/(^|\/)README\.md$/, '$1index').replace(/\.md$/, '')),
    ...libraries.map((name) => `libraries/${name}`),
    ...['sched', 'netdev', 'posix-fd'].map((name) => `contracts/${name}`),
  ];

  expect(routes.filter((route) => !existsSync(join(site, `${route}.html`)))).toEqual([]);
  expect(routes.length).toBeGreaterThan(150);
});

it('gives each page a title and a description of its own', () => {
  const head = (route, pattern) => pattern.exec(page(route))?.[1];
  const pages = readdirSync(site, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.html') && path !== '404.html');
  const lacking = pages.filter((path) => {
    const route = path.replace(/\.html$/, '');
    return (
      !head(route, /<title>(.+?)<\/title>/) ||
      (head(route, /<meta name="description" content="([^"]*)"/) ?? '').length < 15
    );
  });

  expect(lacking).toEqual([]);
});

it.each(['run', 'lib test', 'config import'])('tells of `%s` what its help tells', (command) => {
  const help = execFileSync(
    process.execPath,
    [join(root, 'packages/unicore-link/bin.js'), ...command.split(' '), '--help'],
    {
      encoding: 'utf8',
      env: { ...process.env, COLUMNS: '1000' },
    },
  );
  const options = [...help.slice(help.indexOf('Options:')).matchAll(/^ {2}(-.+?) {2,}(.+)$/gm)].map(
    ([, term, what]) => [term, what],
  );
  const shown = text('reference/cli');

  expect(options.length).toBeGreaterThan(4);
  expect(options.flat().filter((part) => !shown.includes(part))).toEqual([]);
});

it('tells of a library what its descriptor says', () => {
  const shown = text('libraries/lwip');

  expect(shown).toContain('npm install @unicore/lib-lwip');
  expect(shown).toMatch(/provides\s*netstack 1\.0/);
  expect(shown).toMatch(/lwip\.tcpSndBuf\s*int, [\d,]+ to [\d,]+\s*[\d,]+/);
  expect(shown).toContain('2.1.3');
});

it('tells of each function of a contract what its header says', () => {
  const header = readFileSync(join(root, 'libs-native/main/api/include/uc/pages.h'), 'utf8');
  const functions = [...header.matchAll(/\b(uc_\w+)\(/g)].map(([, name]) => name);
  const shown = page('contracts/pages');

  expect(functions).toContain('uc_pages_alloc');
  expect(functions.filter((name) => !shown.includes(`id="${name}"`))).toEqual([]);
  expect(text('contracts/pages')).toContain('NULL where there are none, which is an ordinary answer.');
});

it('tells of each key of a configuration and a descriptor', () => {
  for (const [route, keys] of [
    ['reference/configuration', ['budget?', 'initrd?', 'memoryMib?', 'imageBytes?', 'launcher?']],
    ['reference/descriptor', ['dependsOn?', 'provides?', 'linkerSets?', 'accepted']],
  ]) {
    const shown = page(route);
    expect(keys.filter((key) => !shown.includes(`<code>${key}</code>`))).toEqual([]);
  }
});

it('serves nothing outside of its folder', async () => {
  const { port } = new URL(server.url);
  const status = (path) =>
    new Promise((resolve, reject) => {
      // As it stands: a client that resolves `..` itself would hide what the server does.
      request({ host: '127.0.0.1', port, path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  const paths = ['../package.json', '%2e%2e/package.json', '..%2fpackage.json', '%', '%00', 'guide/'];

  expect(await Promise.all(paths.map((path) => status(`${base}${path}`)))).toEqual(paths.map(() => 404));
  expect(
    await Promise.all(['', 'guide/porting.html', 'icon.svg'].map((path) => status(`${base}${path}`))),
  ).toEqual([200, 200, 200]);
});

describe.skipIf(!existsSync(executablePath))('in a browser', () => {
  let browser;
  let tab;
  const foreign = [];
  const mistakes = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    tab.on('request', (asked) => asked.url().startsWith(server.url) || foreign.push(asked.url()));
    tab.on('pageerror', (error) => mistakes.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && mistakes.push(message.text()));
  });
  afterAll(() => browser?.close());
  /** Opens a page, and waits until it listens to keys: its program comes after what it shows. */
  const open = async (path) => {
    const response = await tab.goto(`${server.url}${path}`);
    await tab.waitForFunction(() => Object.hasOwn(document.querySelector('#app') ?? {}, '__vue_app__'));
    return response;
  };

  it('finds by keys alone, without a server', async () => {
    await open('guide/porting.html');
    await tab.keyboard.press('Control+k');
    await tab.locator('.search-input').fill('ERR_UNICORE_TWO_PROVIDERS');
    await tab.locator('.result.selected').waitFor();
    await tab.keyboard.press('Enter');
    // The address changes before the page does.
    await tab.locator('h1', { hasText: 'ERR_UNICORE_TWO_PROVIDERS' }).waitFor();

    expect(tab.url()).toContain('errors/ERR_UNICORE_TWO_PROVIDERS');
  });

  it('goes by keys from the first page to the content of a guide', async () => {
    await open('');
    await tab.getByRole('link', { name: 'Concepts', exact: true }).first().focus();
    await tab.keyboard.press('Enter');
    await tab.locator('h1', { hasText: 'Concepts' }).waitFor();
    await tab.reload();
    await tab.keyboard.press('Tab');

    expect(tab.url()).toContain('concepts');
    expect(await tab.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content');
  });

  it.each([
    '',
    'concepts.html',
    'guide/understanding.html',
    'libraries/lwip.html',
    'reference/cli.html',
    'contracts/sched.html',
  ])('shows %j within the width of a telephone and of a screen, dark and light', async (path) => {
    const grounds = [];
    for (const [width, colorScheme] of [
      [390, 'dark'],
      [1280, 'light'],
    ]) {
      await tab.setViewportSize({ width, height: 800 });
      await tab.emulateMedia({ colorScheme });
      await open(path);
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(
        await tab.locator('img').evaluateAll((all) => all.filter((one) => one.naturalWidth === 0).length),
      ).toBe(0);
      grounds.push(await tab.evaluate('getComputedStyle(document.body).backgroundColor'));
    }

    expect(grounds[0]).not.toBe(grounds[1]);
  });

  it('asks no other host for anything, and makes no mistake', () => {
    expect(foreign).toEqual([]);
    expect(mistakes).toEqual([]);
  });

  it('says of an address that is not there where to look', async () => {
    const response = await open('no/such/page.html');

    expect(response.status()).toBe(404);
    expect(await tab.locator('.NotFound').innerText()).toContain('No such page');
    expect(foreign).toEqual([]);
  });
});
