/** Tells whether a folder is another one or lies in it; both absolute. Pure. */
export function isInside(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}
