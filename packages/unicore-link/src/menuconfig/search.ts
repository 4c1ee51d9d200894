import { Worker } from 'node:worker_threads';
import type { Hit } from './menu-model.ts';

/** What may be found, and the text that a pattern is tried on. */
export type Searchable = readonly (readonly [Hit, string])[];

export interface SearchAnswer {
  readonly hits: readonly Hit[];
  /** Why there is no answer. */
  readonly wrong?: string;
}

/** Searches one pattern at a time, beside the menu: a key that comes meanwhile is heeded at once. */
export interface Search {
  /** Drops the pattern before; the answer comes later, and only that of the last pattern. */
  readonly start: (texts: Searchable, pattern: string) => void;
  /** Drops the pattern, and ends what is under way. */
  readonly stop: () => void;
}

/** Hits that a search lists; with more, a user narrows the pattern. */
const mostHits = 1000;

/** A pattern may go on for ever, as `(a+)+$` does on a text of many a's. */
const longestMs = 1000;

/** What a search has left once another one waits. */
const patienceMs = 50;

/** It has the texts once for all patterns. A thread is the one means to end a regular expression that another pattern follows. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', (source) => {
  const pattern = new RegExp(source, 'im');
  const found = [];
  for (let at = 0; at < workerData.texts.length && found.length < workerData.most; at++)
    if (pattern.test(workerData.texts[at])) found.push(at);
  parentPort.postMessage(found);
});
`;

interface Running {
  readonly worker: Worker;
  readonly texts: Searchable;
  pattern: string | undefined;
}

/** Opens a search; `answer` is called for each pattern that nothing came after. */
export function openSearch(answer: (pattern: string, found: SearchAnswer) => void): Search {
  let running: Running | undefined;
  let wanted: { readonly texts: Searchable; readonly pattern: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    void running?.worker.terminate();
    running = undefined;
  }

  function begin(): void {
    if (wanted === undefined) return;
    const { texts, pattern } = wanted;
    if (running?.texts !== texts) stop();
    running ??= open(texts);
    running.pattern = pattern;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows
    running.worker.postMessage(pattern);
    const own = running;
    timer = setTimeout(() => {
      stop();
      finish(own, { hits: [], wrong: 'this pattern takes too long: a repetition within a repetition?' });
    }, longestMs);
  }

  function finish(of: Running, found: SearchAnswer): void {
    clearTimeout(timer);
    timer = undefined;
    const { pattern } = of;
    of.pattern = undefined;
    if (wanted === undefined || pattern === undefined) return;
    if (pattern !== wanted.pattern || of.texts !== wanted.texts) return begin();
    wanted = undefined;
    answer(pattern, found);
  }

  function open(texts: Searchable): Running {
    const worker = new Worker(program, {
      eval: true,
      workerData: { texts: texts.map(([, text]) => text), most: mostHits },
    });
    const opened: Running = { worker, texts, pattern: undefined };
    worker.on('message', (found: readonly number[]) => {
      if (running === opened) finish(opened, { hits: found.flatMap((at) => texts[at]?.[0] ?? []) });
    });
    worker.on('error', (error) => {
      if (running !== opened) return;
      stop();
      finish(opened, { hits: [], wrong: error.message });
    });
    // A menu that is left waits for no search.
    worker.unref();
    return opened;
  }

  return {
    stop() {
      wanted = undefined;
      stop();
    },
    start(texts, pattern) {
      const isWaiting = wanted !== undefined && wanted.pattern !== running?.pattern;
      wanted = { texts, pattern };
      if (running?.pattern === undefined) return begin();
      if (isWaiting) return;
      // The one before ends soon, or may never end.
      clearTimeout(timer);
      timer = setTimeout(() => {
        stop();
        begin();
      }, patienceMs);
    },
  };
}
