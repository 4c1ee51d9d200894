import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, expect, inject, it } from 'vitest';

import { hasTmux, openTerminal, type Terminal } from '../../../packages/unicore-link/test/tmux.ts';

const { folder, env } = inject('release');
const app = join(folder, 'story', 'shop');
let terminal: Terminal | undefined;

afterAll(() => terminal?.close());

/** What a programmer types into an editor: the program opens a socket, and its configuration says that it needs a network stack. */
async function edit(): Promise<void> {
  await writeFile(
    join(app, 'src/main.c'),
    `#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    int server = socket(AF_INET, SOCK_STREAM, 0);

    puts(server < 0 ? "no sockets" : "sockets there are");
    return server < 0;
}
`,
  );
  const config = join(app, 'unicore.config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(
    config,
    text.replace('  targets:', "  requires: { netstack: '1.0' }, // sockets\n  targets:"),
  );
}

it.skipIf(!hasTmux)(
  "the proposal's story: created, configured by keys, what is missing mended, made for two platforms, run",
  async () => {
    await mkdir(dirname(app));
    // A shell of a user, in which npm knows nothing but the registry on loopback.
    const variables = {
      ...Object.fromEntries(
        Object.entries(env).filter(([name]) => /^(?:npm_config_|XDG_CACHE_HOME$)/i.test(name)),
      ),
      HOME: folder,
      PATH: `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      TERM: 'screen',
      LC_ALL: 'C.UTF-8',
      PS1: 'shell> ',
    };
    const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    terminal = await openTerminal(['env', '-i', ...words, 'bash', '--norc', '-i'], {
      folder: dirname(app),
      columns: 100,
      lines: 30,
    });
    const { keys, type, screen } = terminal;
    // The limit catches a hang alone: npm installs and images are compiled meanwhile.
    const shows = async (what: RegExp | string): Promise<string> => {
      const end = Date.now() + 200_000;
      for (;;) {
        const text = await screen();
        if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
        if (Date.now() > end) throw new Error(`The screen never showed ${what}:\n${text}`);
        await delay(50);
      }
    };
    const command = async (text: string): Promise<void> => {
      await shows(/shell>\s*$/);
      await type(`clear; ${text}`);
      await keys('Enter');
    };

    await command('npm create --yes unicore');
    await shows('In which folder?');
    await type('shop');
    await keys('Enter');
    await shows('What do you start from?');
    await keys('Enter');
    await shows('For which platforms?');
    await keys('Down', 'Space', 'Enter'); // kvm is taken out again.
    await shows('A workflow for GitHub');
    await keys('Enter');
    await shows('cd shop');
    await edit();

    await command('cd shop && make menuconfig');
    await shows('Main menu');
    await shows(/What is to be mended/);
    await keys('Enter');
    await shows(/! .*netstack/);
    await type('/lwip');
    await shows('lwip');
    await keys('Enter', 'Enter');
    await shows('$ npm install @unicore/lib-lwip');
    await keys('y');
    await shows('Installed @unicore/lib-lwip');
    await keys('Escape');
    expect(await shows('Profile')).not.toContain('What is to be mended');

    await type('/kvmplat');
    await shows('kvmplat');
    await keys('Enter', 'Enter');
    await shows('$ npm install @unicore/lib-kvmplat');
    await keys('y');
    await shows('Installed @unicore/lib-kvmplat');
    await keys('Escape');
    await shows('Profile');
    await keys('Home', 'Enter');
    await shows('[ ] kvm');
    await keys('Down', 'Space');
    await shows('[*] kvm');
    await keys('s');
    await shows('Saved unicore.config.ts');
    await keys('q');

    await command('make && echo made');
    await shows(/build\/linuxu-x86_64\/shop +\d+ bytes\n\s*build\/kvm-x86_64\/shop +\d+ bytes[\s\S]*\nmade/);
    for (const platform of ['linuxu', 'kvm']) {
      await command(`make run PLAT=${platform}; echo "status $?"`);
      expect(await shows(/status \d/)).toMatch(/sockets there are[\s\S]*status 0/);
    }
    expect(await readFile(join(app, 'unicore.config.ts'), 'utf8')).toContain('// sockets');
  },
);
