export interface SessionStep {
  readonly command: string;
  /** What the README shows behind it; empty where it shows nothing. */
  readonly output: string;
}

/**
 * Reads the first terminal session of a Markdown text: `$ ` begins a command, a here-document belongs to it, all else is
 * its output.
 */
export function readSession(markdown: string): readonly SessionStep[] {
  const block = /```console\n([\s\S]*?)```/.exec(markdown)?.[1];
  if (block === undefined) throw new Error('the text has no ```console block');
  const steps: { command: string; output: string }[] = [];
  let end: string | undefined;
  for (const line of block.split('\n').slice(0, -1)) {
    const step = steps.at(-1);
    if (end !== undefined && step) {
      step.command += `\n${line}`;
      if (line === end) end = undefined;
    } else if (line.startsWith('$ ')) {
      steps.push({ command: line.slice(2), output: '' });
      end = /<< '(\w+)'$/.exec(line)?.[1];
    } else if (step) {
      step.output += `${line}\n`;
    }
  }
  return steps;
}
