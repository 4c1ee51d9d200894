/**
 * The page that the site opens with: the three promises, then what README.md begins with. Pure.
 *
 * @param start - the page to begin with
 */
export function firstPage(readme, start) {
  const end = readme.indexOf('\n## ');
  const session = readme.indexOf('```');
  if (session < 0 || end < session) throw new Error('README.md has no session before its first section.');
  return `---
layout: home
title: Unicore
titleTemplate: operating systems out of npm packages
description: Unicore builds specialised operating systems, your C program and the OS libraries that it wants from npm, as one bootable image.
hero:
  name: Unicore
  text: Operating systems out of npm packages
  tagline: Your C program and the OS libraries that it wants become one bootable image.
  image: { src: /images/pools.svg, alt: 'The application on top of three pools of libraries, and the images made of them' }
  actions:
    - { theme: brand, text: Start, link: ${start} }
    - { theme: alt, text: Concepts, link: /concepts }
    - { theme: alt, text: Libraries, link: /libraries/index }
features:
  - { title: No porting, details: 'Existing programs run from their unchanged sources: Lua, nginx, Redis, SQLite.', link: /guide/porting }
  - { title: Nothing that you do not need, details: 'An image holds the application and the selected libraries. Size, memory and boot time follow.', link: /benchmarks }
  - { title: One pool, details: 'A new library is an npm package and nothing else. Whoever keeps to a contract can replace a provider.', link: /libraries/index }
---

## From npm to a booted image

${readme.slice(session, end)}
`;
}
