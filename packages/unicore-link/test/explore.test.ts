import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';

const executablePath = '/usr/bin/chromium';
/** What would end the data if it were not escaped. */
const hostile = '</script><script>document.title="taken"</script>';

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
  app.write('unicore.config.json', JSON.stringify({ options: { greeting: { text: hostile } } }));
});
afterAll(() => app.remove());

it('explore serves one page on loopback, to requests that name it so', async () => {
  const statuses: Promise<number | undefined>[] = [];
  const { status } = await app.follow(
    ['explore'],
    [
      {
        shows: /http:\/\/127\.0\.0\.1:(\d+)\/\n/,
        thenDo: ([, port]) => {
          statuses.push(
            ask(Number(port), '/'),
            ask(Number(port), '/other'),
            ask(Number(port), '/', 'evil.example'),
          );
        },
        until: () => Promise.all(statuses),
      },
    ],
  );

  expect(await Promise.all(statuses)).toEqual([200, 404, 403]);
  expect(status).toBe(130);
});

it('explore compares with images alone', async () => {
  app.write('one.config', 'CONFIG_A=y\n');

  expect((await app.link('explore', 'one.config')).stderr).toContain('ERR_UNICORE_NOT_COMPARABLE');
});

describe.skipIf(!existsSync(executablePath))('the page of explore', () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const mistakes: string[] = [];
  beforeAll(async () => {
    const built = await app.link();
    if (built.status !== 0) throw new Error(built.stderr);
    const { status, stderr } = await app.link('explore', 'build/linuxu-x86_64', '--out', 'page.html');
    if (status !== 0) throw new Error(stderr);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => mistakes.push(error.message));
    page.on('console', (message) => message.type() === 'error' && mistakes.push(message.text()));
    await page.goto(`file://${join(app.folder, 'page.html')}`);
  });
  afterAll(() => browser?.close());

  it('shows the libraries in their pools, and of the one that has the focus its options and whom it requires', async () => {
    const tile = page.getByRole('button', { name: /^greeting: [\d,]+ bytes$/ });
    await tile.focus();

    expect(await page.locator('section.main').innerText()).toContain('greeting');
    expect(await page.locator('section.plat').innerText()).toContain('tinyplat');
    expect(await page.locator('aside').innerText()).toMatch(
      /Greets, as often as it is told[^]*greeting\.text/,
    );
    expect(await page.locator('svg.edges line').count()).toBeGreaterThan(0);
    expect(await page.locator('.tile.near').allInnerTexts()).toEqual(['sample', 'tinyplat']);
  });

  it('goes by keys from libraries through sources to symbols, and back', async () => {
    await page.keyboard.press('2');
    await page.getByRole('button', { name: /^greeting:/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^src\/greet\.c:/ }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('main').innerText()).toContain('uc_greet');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const first = await page.evaluate('document.activeElement?.textContent');
    await page.keyboard.press('ArrowRight');

    expect(await page.evaluate('document.activeElement?.className')).toContain('tile');
    expect(await page.evaluate('document.activeElement?.textContent')).not.toBe(first);
  });

  it('lists options with where their values come from, and finds', async () => {
    await page.keyboard.press('3');
    await page.keyboard.press('/');
    await page.keyboard.type('greeting.text');

    expect(await page.locator('main tr').count()).toBe(2);
    expect(await page.locator('main').innerText()).toContain('set in the config of the application');
    expect(await page.locator('main').innerText()).toContain(hostile);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Escape');
  });

  it('compares two images', async () => {
    await page.keyboard.press('4');

    expect(await page.locator('main').innerText()).toMatch(/libraries: 0 differ[^]*symbols: 0 differ/);
  });

  it('follows the colours of the system', async () => {
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });

    expect(await colour()).not.toBe(light);
  });

  it('is the map of sizes that size --treemap writes', async () => {
    expect(await app.link('size', '--treemap', 'sizes.html')).toMatchObject({ status: 0 });
    const map = await browser.newPage();
    await map.goto(`file://${join(app.folder, 'sizes.html')}`);

    expect(await map.locator('.map .tile').allInnerTexts()).toEqual(
      expect.arrayContaining(['greeting', 'tinyplat', 'sample']),
    );
    await map.close();
  });

  it('asks nobody for anything, makes no mistake, and runs nothing of the data', async () => {
    expect(requests).toEqual([page.url()]);
    expect(mistakes).toEqual([]);
    expect(await page.title()).toBe('sample - unicore-link explore');
  });
});

function ask(port: number, path: string, host?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ...(host && { headers: { host } }) }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
