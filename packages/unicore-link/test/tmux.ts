import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { execa, execaSync } from 'execa';

/** Whether tmux is installed: `npm test` installs it. */
export const hasTmux = execaSync('tmux', ['-V'], { reject: false }).exitCode === 0;

export interface Terminal {
  /** Presses keys by the names that tmux has for them, as `Down` and `C-c`. */
  readonly keys: (...names: string[]) => Promise<void>;
  /** Types a text as it stands. */
  readonly type: (text: string) => Promise<void>;
  /** What the screen shows, with SGR sequences where they are asked for. */
  readonly screen: (withLooks?: boolean) => Promise<string>;
  /** Waits until the screen shows something, and returns the screen. */
  readonly shows: (what: RegExp | string) => Promise<string>;
  readonly resize: (columns: number, lines: number) => Promise<void>;
  /** Process of the program that runs in the terminal. */
  readonly pid: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface TerminalSettings {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly lines?: number;
}

/** Runs a command in a terminal of a tmux of its own, which no other test and no user has a hand in. */
export async function openTerminal(
  command: readonly string[],
  settings: TerminalSettings,
): Promise<Terminal> {
  const { folder, env = {}, columns = 80, lines = 24 } = settings;
  const server = `unicore-${process.pid}-${randomBytes(4).toString('hex')}`;
  const tmux = async (...args: string[]): Promise<string> => {
    const { stdout } = await execa('tmux', ['-L', server, '-f', '/dev/null', ...args], {
      env: { TMUX: '', LC_ALL: 'C.UTF-8' },
    });
    return stdout;
  };
  const all = { LC_ALL: 'C.UTF-8', NO_COLOR: '', CI: '', ...env };
  const variables = Object.entries(all).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  // What is left on the screen after the program stays to be looked at.
  const line = `${command.map((word) => `'${word}'`).join(' ')}; echo "status $?"; exec cat`;
  const size = ['-x', String(columns), '-y', String(lines)];
  await tmux('new-session', '-d', ...size, ...variables, '-c', folder, line);
  const screen = (withLooks = false): Promise<string> =>
    tmux('capture-pane', '-p', ...(withLooks ? ['-e'] : []), '-t', ':0');
  return {
    screen,
    keys: async (...names) => void (await tmux('send-keys', '-t', ':0', ...names)),
    type: async (text) => void (await tmux('send-keys', '-t', ':0', '-l', text)),
    resize: async (wide, high) =>
      void (await tmux('resize-window', '-t', ':0', '-x', String(wide), '-y', String(high))),
    pid: async () => Number(await tmux('display-message', '-p', '-t', ':0', '#{pane_pid}')),
    close: async () => void (await tmux('kill-server')),
    async shows(what) {
      // The limit catches a hang alone.
      const end = Date.now() + 40_000;
      for (;;) {
        const text = await screen();
        if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
        if (Date.now() > end) throw new Error(`The screen never showed ${what}:\n${text}`);
        await delay(30);
      }
    },
  };
}
