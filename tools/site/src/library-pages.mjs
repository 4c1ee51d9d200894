import { code, escapeText, prose, table } from './markdown.mjs';

/** A page of the pool: what the descriptor of a library says, then its README. */
export function libraryPage({ manifest, library, readme }, libraries) {
  const { name, summary, side, platforms, archs, provides = {}, upstream } = library;
  const facts = [
    ['package', code(manifest.name)],
    ['provides', Object.entries(provides).map(contractLink).join(', ')],
    ['requires', requirements(library, libraries)],
    ['platforms', platforms ? platforms.map(code).join(', ') : 'all'],
    ['architectures', archs ? archs.map(code).join(', ') : 'all'],
    [
      'side',
      side === 'process' ? 'of the program: a fork would copy it' : 'of the system: a fork would share it',
    ],
    [
      'licence',
      upstream
        ? `${manifest.license}; what it takes from upstream: ${escapeText(upstream.licence)}`
        : manifest.license,
    ],
    [
      'upstream',
      upstream
        ? `${escapeText(upstream.name)} ${upstream.accepted.map(({ version }) => code(version)).join(', ')}`
        : '',
    ],
  ].filter(([, value]) => value !== '');
  return `# ${name}

${prose(summary)}.

${manifest.private ? "It serves the tests of C libraries on the developer's machine, and is not published." : `\`\`\`sh\nnpm install ${manifest.name}\n\`\`\``}

${table(['', ''], facts)}
${optionSection(library)}
${readme.replace(/^# .*\n/, '## About\n')}`;
}

/** The table of all libraries, by pool. */
export function libraryIndex(libraries) {
  const pools = {
    arch: ['Architectures', 'What differs between instruction sets.'],
    plat: ['Platforms', 'What an image runs on, and what differs between them.'],
    main: ['Main pool', 'All else: memory, threads, files, networks, drivers, C libraries.'],
  };
  const parts = Object.entries(pools).map(([pool, [heading, text]]) => {
    const rows = libraries
      .filter(({ library }) => library.pool === pool)
      .map(({ library }) => [
        `[${library.name}](/libraries/${library.name})`,
        prose(library.summary),
        Object.entries(library.provides ?? {})
          .map(contractLink)
          .join(', '),
      ]);
    return `## ${heading}\n\n${text}\n\n${table(['library', 'what it is', 'provides'], rows)}`;
  });
  return `# Libraries

The libraries that come with Unicore, in three pools. \`npm install @unicore/lib-NAME\` or \`npx unicore-link add NAME\` gets one.

${parts.join('')}`;
}

function contractLink([contract, version]) {
  return `[${contract}](/contracts/${contract}) ${version}`;
}

function requirements({ requires = {}, defaults = {} }, libraries) {
  return Object.entries(requires)
    .map(([contract, requirement]) => {
      const { version, when } = typeof requirement === 'string' ? { version: requirement } : requirement;
      const brought = defaults[contract];
      const known = libraries.some(({ library }) => library.name === brought);
      const by = brought ? ` (by default ${known ? `[${brought}](/libraries/${brought})` : brought})` : '';
      return `${contractLink([contract, version])}${when ? ` where ${code(when)}` : ''}${by}`;
    })
    .join(', ');
}

function optionSection({ name, options = {} }) {
  const all = Object.entries(options);
  if (all.length === 0) return '';
  const row = ([key, option]) => [
    code(`${name}.${key}`),
    typeOf(option),
    defaultOf(option),
    [
      option.prompt ? `${prose(option.prompt)}.` : '',
      option.help ? prose(option.help) : '',
      option.dependsOn ? `Depends on ${code(option.dependsOn)}.` : '',
      option.visibleIf ? `Shown where ${code(option.visibleIf)}.` : '',
      links('Selects', option.select),
      links('Implies', option.imply),
    ]
      .filter(Boolean)
      .join(' '),
  ];
  const head = ['option', 'type', 'default', 'meaning'];
  const set = all.filter(([, { prompt }]) => prompt !== undefined);
  const derived = all.filter(([, { prompt }]) => prompt === undefined);
  const inner =
    derived.length === 0
      ? ''
      : `${set.length > 0 ? '### Set by others\n\n' : ''}No user sets these: conditions and other libraries decide them.\n\n${table(head, derived.map(row))}`;
  return `## Options\n\n${table(head, set.map(row))}${inner}`;
}

function typeOf(option) {
  if (option.type === 'choice') return `one of ${Object.keys(option.members).map(code).join(', ')}`;
  const ends = rangesOf(option.range ?? []);
  return ends === '' ? option.type : `${option.type}, ${ends}`;
}

function rangesOf(range) {
  if (range.length === 0) return '';
  if (typeof range[0] !== 'object') return `${number(range[0])} to ${number(range[1])}`;
  return range
    .map(({ low, high, when }) => `${number(low)} to ${number(high)}${condition(when)}`)
    .join(', else ');
}

function defaultOf({ type, default: given }) {
  if (given === undefined)
    return { bool: 'n', tristate: 'n', int: '0', hex: '0x0', string: 'empty' }[type] ?? '';
  if (!Array.isArray(given)) return valueText(given);
  return given
    .map(
      (one) =>
        `${one.symbol === undefined ? valueText(one.value) : `that of ${code(one.symbol)}`}${condition(one.when)}`,
    )
    .join(', else ');
}

function valueText(value) {
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  if (value === '') return 'empty';
  return typeof value === 'number' ? number(value) : code(value);
}

/** Figures in groups of three; strings (hexadecimal, names of options) as code. */
function number(value) {
  return typeof value === 'number' ? value.toLocaleString('en') : code(value);
}

function condition(when) {
  return when === undefined ? '' : ` where ${code(when)}`;
}

function links(verb, symbols = []) {
  if (symbols.length === 0) return '';
  return `${verb} ${symbols.map(({ symbol, when }) => `${code(symbol)}${condition(when)}`).join(', ')}.`;
}
