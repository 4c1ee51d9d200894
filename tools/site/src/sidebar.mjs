import { titleOf } from './markdown.mjs';

/** Guides in the order in which one reads them; others follow by name. */
const guides = ['start', 'configuring', 'understanding', 'kconfig', 'library', 'porting'];

/** The navigation of vitepress' default theme, from the pages there are. Pure. */
export function navigation(pages) {
  const items = (prefix, skip = ['index']) =>
    pages
      .filter(({ route }) => route.startsWith(prefix) && !skip.includes(route.slice(prefix.length)))
      .map(({ route, text }) => ({ text: labelOf(route, text), link: `/${route}` }))
      .toSorted((a, b) => (a.link < b.link ? -1 : 1));
  const named = (routes) =>
    routes.map((route) => items(route, []).find(({ link }) => link === `/${route}`)).filter(Boolean);
  const rank = ({ link }) =>
    (guides.indexOf(link.slice('/guide/'.length)) + guides.length + 1) % (guides.length + 1);
  const guide = items('guide/').toSorted((a, b) => rank(a) - rank(b));
  const libraries = (pool) =>
    items('libraries/').filter(({ link }) =>
      pages.find(({ route }) => `/${route}` === link)?.source.startsWith(`libs-native/${pool}/`),
    );
  const group = (text, list, collapsed) => ({
    text,
    items: list,
    ...(collapsed === undefined ? {} : { collapsed }),
  });
  const learn = [
    group('Guide', guide),
    group('Concepts', named(['concepts', 'glossary', 'architecture'])),
    group('Examples', items('examples/'), false),
    group('Programs of others', items('programs/'), false),
  ];
  const reference = [
    group('Reference', named(['reference/cli', 'reference/configuration', 'reference/descriptor'])),
    group(
      'Contracts',
      [{ text: 'All contracts', link: '/contracts/index' }, ...items('contracts/', ['index'])],
      false,
    ),
    group('Packages', items('packages/'), false),
    group('Errors', [{ text: 'All errors', link: '/errors/index' }, ...items('errors/')], true),
  ];
  const pool = [
    group('Libraries', [{ text: 'All libraries', link: '/libraries/index' }]),
    group('Architectures', libraries('arch'), false),
    group('Platforms', libraries('plat'), false),
    group('Main pool', libraries('main'), false),
  ];
  const project = [
    group(
      'Project',
      named(['platforms', 'conformance', 'benchmarks', 'caveats', 'security', 'contributing']),
    ),
    group('Tools', items('tools/'), false),
    group('Decisions', [{ text: 'All decisions', link: '/decisions/index' }, ...items('decisions/')], false),
  ];
  const under = (sidebar, prefixes) => Object.fromEntries(prefixes.map((prefix) => [prefix, sidebar]));
  return {
    nav: [
      {
        text: 'Guide',
        link: guide[0].link,
        activeMatch: '^/(guide|concepts|glossary|architecture|examples|programs)',
      },
      { text: 'Reference', link: '/reference/cli', activeMatch: '^/(reference|contracts|packages|errors)' },
      { text: 'Libraries', link: '/libraries/index', activeMatch: '^/libraries' },
      {
        text: 'Project',
        link: '/platforms',
        activeMatch: '^/(platforms|conformance|benchmarks|caveats|security|contributing|tools|decisions)',
      },
    ],
    sidebar: {
      ...under(reference, ['/reference/', '/contracts/', '/packages/', '/errors/']),
      ...under(pool, ['/libraries/']),
      ...under(project, [
        '/platforms',
        '/conformance',
        '/benchmarks',
        '/caveats',
        '/security',
        '/contributing',
        '/tools/',
        '/decisions/',
      ]),
      '/': learn,
    },
  };
}

/** What is a folder of the repository goes by the name of that. */
function labelOf(route, text) {
  const name = route.replace(/^.*\//, '');
  if (route.startsWith('contracts/')) return name === 'shared' ? 'Shared headers' : name;
  return /^(examples|packages|programs|tools)\//.test(route) ? name : (titleOf(text) ?? name);
}
