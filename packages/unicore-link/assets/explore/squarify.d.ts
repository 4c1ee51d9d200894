export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function squarify<Item extends { readonly bytes: number }>(
  items: readonly Item[],
  box: Box,
  place: (item: Item, box: Box) => void,
): void;
