/** By which way control or data leaves an image. */
export type ExitKind = 'call' | 'port' | 'register';

/** A function with instructions that reach what is outside of the image. */
export interface ExitPoint {
  readonly kind: ExitKind;
  readonly symbol: string;
  readonly address: number;
  /** Mnemonics, sorted. */
  readonly instructions: readonly string[];
  /** Functions that call or jump to it, sorted; of the kind `call` only. */
  readonly calledBy: readonly string[];
}

type Patterns = Readonly<Partial<Record<ExitKind, RegExp>>>;

/** `call` enters what runs below: a hypervisor, or a kernel where the image is a process. */
const patterns: Readonly<Record<string, Patterns>> = {
  x86_64: {
    call: /^(?:syscall|sysenter|vmcall|vmmcall)\b/,
    port: /^(?:rep\w* )?(?:in|out)(?:s[bwl])?\b/,
    register: /^(?:rdmsr|wrmsr)\b/,
  },
  arm64: { call: /^(?:svc|hvc|smc)\b/ },
  arm32: { call: /^(?:svc|hvc|smc)\b/ },
  mips: { call: /^(?:syscall|hypcall)\b/ },
};

interface Found {
  readonly kind: ExitKind;
  readonly symbol: string;
  readonly instructions: Set<string>;
}

/** Finds the ways out of an image in what `objdump -d` prints of it. Pure. */
export function findExits(disassembly: string, architecture: string): readonly ExitPoint[] {
  const found = new Map<string, Found & { readonly address: number }>();
  const callers = new Map<number, Set<string>>();
  let at = { symbol: '', address: 0 };
  for (const line of disassembly.split('\n')) {
    const [, address, symbol] = /^([0-9a-f]+) <(.+)>:$/.exec(line) ?? [];
    if (address !== undefined && symbol !== undefined) {
      at = { symbol, address: Number.parseInt(address, 16) };
      continue;
    }
    const instruction = /^\s+[0-9a-f]+:\t(.+)$/.exec(line)?.[1];
    if (instruction === undefined) continue;
    const target = /^[a-z.]+\s+(?:0x)?([0-9a-f]+) <[^+>]+>/.exec(instruction)?.[1];
    if (target !== undefined) {
      const place = Number.parseInt(target, 16);
      callers.set(place, (callers.get(place) ?? new Set()).add(at.symbol));
    }
    for (const [kind, pattern] of Object.entries(patterns[architecture] ?? {}) as [ExitKind, RegExp][]) {
      if (!pattern.test(instruction)) continue;
      const key = `${kind} ${at.address}`;
      const one = found.get(key) ?? { kind, ...at, instructions: new Set<string>() };
      one.instructions.add(pattern.exec(instruction)?.[0] ?? instruction);
      found.set(key, one);
    }
  }
  return [...found.values()].map(({ kind, symbol, address, instructions }) => ({
    kind,
    symbol,
    address,
    instructions: [...instructions].toSorted(),
    calledBy:
      kind === 'call'
        ? [...(callers.get(address) ?? [])].filter((caller) => caller !== symbol).toSorted()
        : [],
  }));
}
