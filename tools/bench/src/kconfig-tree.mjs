/** Kconfig text of so many symbols, in menus of fifty: half depend on others nearby, all on the first, and some select. Pure. */
export function kconfigTree(count) {
  const lines = ['config S0', '\tbool "S0"', '\tdefault y'];
  for (let index = 1; index < count; index++) {
    if (index % 50 === 1)
      lines.push(...(index > 1 ? ['endmenu'] : []), `menu "Menu ${index}"`, '\tdepends on S0');
    const near = `S${index - 1 - ((index * 7) % Math.min(index, 40))}`;
    const type = index % 10 === 3 ? 'int' : index % 10 === 7 ? 'string' : 'bool';
    lines.push(`config S${index}`, `\t${type} "Prompt ${index}"`);
    if (index % 2 === 0) lines.push(`\tdepends on ${near} || !S${Math.max(0, index - 9)}`);
    if (type === 'int') lines.push('\trange 1 64 if S0', `\tdefault ${index % 60}`);
    else if (type === 'string') lines.push('\tdefault "text"');
    else lines.push(`\tdefault y if ${near}`);
    if (index % 20 === 5 && index + 4 < count) lines.push(`\tselect S${index + 4} if ${near}`);
  }
  return `${[...lines, 'endmenu'].join('\n')}\n`;
}
