import type { MenuNode } from './kconfig-tree.ts';

/** Visits every node under one, from top to bottom as a menu shows them; itself not. Needs no deep call stack. Pure. */
export function* walk(root: MenuNode): Generator<MenuNode> {
  const stack: MenuNode[] = root.children.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child !== undefined) stack.push(child);
    }
  }
}
