import { afterAll, beforeAll, expect, it } from 'vitest';
import { mainC, makeApp, type TestApp } from './make-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

it('--watch: builds or runs again what has changed, and waits where it does not compile', async () => {
  const change = (text: string) => () => app.write('main.c', text);
  const built = await app.follow(
    ['--watch'],
    [
      { shows: /sample {2}\d+ bytes/, thenDo: change(mainC.replace('argc - 1', 'nothing')) },
      { shows: /undeclared[^]*ERR_UNICORE_COMPILE/, thenDo: change(mainC.replace('argc - 1', '7')) },
      { shows: /sample {2}\d+ bytes/, thenDo: change(mainC) },
      { shows: /sample {2}\d+ bytes/ },
    ],
  );
  const ran = await app.follow(
    ['run', '--watch'],
    [
      { shows: /hello/, thenDo: change(mainC.replace('uc_greet();', 'uc_greet(); uc_greet();')) },
      { shows: /hello[^]*hello/, thenDo: change(mainC) },
      { shows: /hello/ },
    ],
  );

  expect(built).toMatchObject({ status: 130 });
  expect(ran).toMatchObject({ status: 130 });
  expect(await app.link('--watch', '--json')).toMatchObject({ status: 2 });
});
