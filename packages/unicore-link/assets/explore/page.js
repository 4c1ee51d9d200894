'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const main = document.querySelector('main');
  const aside = document.querySelector('aside');
  const select = document.getElementById('image');
  const find = document.getElementById('find');
  const tabs = document.querySelector('[role=tablist]');
  const kinds = ['text', 'rodata', 'data', 'bss'];
  const state = { image: 0, view: data.view ?? 'pools', path: [], other: data.images.length > 1 ? 1 : 0 };

  /** An element with attributes; handlers by name, text and elements as children. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === 'function') made.addEventListener(key, value);
      else if (value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const image = () => data.images[state.image];
  const bytesOf = (library) => kinds.reduce((sum, kind) => sum + library[kind], 0);
  const number = (value) => value.toLocaleString('en');
  const wanted = () => find.value.trim().toLowerCase();
  const isFound = (text) => wanted() !== '' && text.toLowerCase().includes(wanted());

  function table(head, rows) {
    const cell = (name) => (value) =>
      typeof value === 'number'
        ? element(name, { class: 'number' }, number(value))
        : element(name, {}, value);
    return element(
      'table',
      {},
      element('tr', {}, ...head.map(cell('th'))),
      ...rows.map((row) => element('tr', {}, ...row.map(cell('td')))),
    );
  }

  function tell(title, facts, ...more) {
    const list = element('dl');
    for (const [name, value] of facts)
      list.append(
        element('dt', {}, name),
        element('dd', {}, typeof value === 'number' ? number(value) : value),
      );
    aside.replaceChildren(element('h2', {}, title), list, ...more);
  }

  function tellLibrary(index) {
    const { libraries, edges, options } = image();
    const library = libraries[index];
    const names = (ends) => [...new Set(ends)].map((one) => libraries[one].name).join(', ') || 'none';
    tell(
      library.name,
      [
        ['is', library.summary || 'no library of the pool'],
        ['package', library.package ? `${library.package}@${library.version}` : '-'],
        ['bytes', bytesOf(library)],
        ...kinds.map((kind) => [kind, library[kind]]),
        ['requires', names(edges.filter(([from]) => from === index).map(([, to]) => to))],
        ['serves', names(edges.filter(([, to]) => to === index).map(([from]) => from))],
      ],
      ...optionTables(options.filter((one) => one.library === library.name)),
    );
  }

  function optionTables(options) {
    if (options.length === 0) return [];
    return [
      element('h2', {}, 'options'),
      table(
        ['option', 'value'],
        options.map(({ name, value, origin, prompt }) => [
          element('span', { title: prompt }, name),
          element('span', { title: origin }, value, element('div', { class: 'dim' }, origin)),
        ]),
      ),
    ];
  }

  /** A button as large as its bytes; `side` in px. */
  function tile({ label, bytes, side, kind, lit = true, onFocus, onClick }) {
    const title = bytes === undefined ? label : `${label}: ${number(bytes)} bytes`;
    const look = ['tile', kind, lit ? '' : 'unlit', isFound(label) ? 'found' : ''].filter(Boolean).join(' ');
    return element(
      'button',
      {
        class: look,
        title,
        'aria-label': title,
        style: side === undefined ? undefined : `width:${side}px;height:${side}px`,
        focus: onFocus,
        mouseenter: onFocus,
        click: onClick ?? onFocus,
      },
      label,
    );
  }

  function drawPools() {
    const { libraries } = image();
    const largest = Math.max(...libraries.map(bytesOf), 1);
    const sideOf = (bytes) => Math.max(26, Math.round(260 * Math.sqrt(bytes / largest)));
    const figure = element('div', { class: 'pools' });
    const tiles = new Map();
    const title = { app: 'application', arch: 'architectures', plat: 'platforms', main: 'main pool' };
    for (const pool of ['app', 'arch', 'plat', 'main']) {
      const box = element('div', { class: 'tiles' });
      for (const [index, library] of libraries.entries()) {
        // What no pool has, libgcc and the linker's own, stands with the platform, which brings it.
        if ((library.pool || 'plat') !== pool) continue;
        const bytes = bytesOf(library);
        const made = tile({
          label: library.name,
          bytes,
          side: sideOf(bytes),
          onFocus: () => {
            tellLibrary(index);
            connect(figure, tiles, index);
          },
          onClick: () => show('map', [index]),
        });
        tiles.set(index, made);
        box.append(made);
      }
      for (const other of data.others.filter((one) => one.pool === pool))
        box.append(
          tile({
            label: other.name,
            lit: false,
            onFocus: () => {
              figure.querySelector('svg')?.remove();
              tell(other.name, [
                ['is', other.summary],
                ['package', other.package],
                ['here', other.installed ? 'installed, not in this image' : 'not installed'],
                ...(other.installed ? [] : [['to install', `npx unicore-link add ${other.name}`]]),
              ]);
            },
          }),
        );
      figure.append(element('section', { class: `pool ${pool}` }, element('h2', {}, title[pool]), box));
    }
    main.replaceChildren(figure);
  }

  /** Lines to what a library requires, dashed ones from what requires it. */
  function connect(figure, tiles, index) {
    figure.querySelector('svg')?.remove();
    for (const one of tiles.values()) one.classList.remove('near');
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'edges');
    const frame = figure.getBoundingClientRect();
    const middle = (one) => {
      const box = one.getBoundingClientRect();
      return [box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y];
    };
    for (const [from, to] of image().edges) {
      if (from !== index && to !== index) continue;
      const [left, right] = [tiles.get(from), tiles.get(to)];
      if (!left || !right) continue;
      (from === index ? right : left).classList.add('near');
      const [[x1, y1], [x2, y2]] = [middle(left), middle(right)];
      const line = document.createElementNS(svg.namespaceURI, 'line');
      for (const [key, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(key, String(value));
      if (to === index) line.setAttribute('class', 'to');
      svg.append(line);
    }
    figure.append(svg);
  }

  /** What a place of the map holds: libraries, sources of one, symbols of one of these. */
  function cells() {
    const { libraries, objects, symbols } = image();
    const [library, object] = state.path;
    if (library === undefined)
      return libraries.map((one, index) => ({
        label: one.name,
        bytes: bytesOf(one),
        kind: one.pool || 'plat',
        inside: index,
      }));
    const own = symbols.filter((row) => row[0] === library && (object === undefined || row[1] === object));
    const kind = libraries[library].pool || 'plat';
    if (object !== undefined) return own.map(([, , symbol, bytes]) => ({ label: symbol, bytes, kind }));
    const sums = new Map();
    for (const [, at, , bytes] of own) sums.set(at, (sums.get(at) ?? 0) + bytes);
    return [...sums].map(([at, bytes]) => ({
      label: objects[at] || '(unknown source)',
      bytes,
      kind,
      inside: at,
    }));
  }

  function drawMap() {
    const { libraries, objects } = image();
    const [library, object] = state.path;
    const steps = ['all', ...(library === undefined ? [] : [libraries[library].name])];
    if (object !== undefined) steps.push(objects[object] || '(unknown source)');
    const trail = element('p');
    steps.forEach((step, depth) => {
      trail.append(element('button', { click: () => show('map', state.path.slice(0, depth)) }, step), ' ');
    });
    const map = element('div', { class: 'map' });
    main.replaceChildren(trail, map);
    const items = cells()
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes);
    const total = items.reduce((sum, one) => sum + one.bytes, 0);
    const { width, height } = map.getBoundingClientRect();
    squarify(items, { x: 0, y: 0, width, height }, (item, box) => {
      // What is narrower nobody could see, or hit.
      if (box.width < 2 || box.height < 2) return;
      const made = tile({
        ...item,
        onFocus: () =>
          state.path.length === 0
            ? tellLibrary(item.inside)
            : tell(item.label, [
                ['bytes', item.bytes],
                ['share', `${((100 * item.bytes) / total).toFixed(1)} %`],
              ]),
        onClick: () => item.inside !== undefined && show('map', [...state.path, item.inside]),
      });
      made.style.cssText = `left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px`;
      map.append(made);
    });
  }

  function drawOptions() {
    const rows = image()
      .options.filter(({ name, prompt }) => wanted() === '' || isFound(name) || isFound(prompt))
      .map(({ name, value, origin, prompt, help }) => [
        name,
        value,
        origin,
        element('span', { title: help }, prompt),
      ]);
    main.replaceChildren(table(['option', 'value', 'where it comes from', 'what it is'], rows));
  }

  function changes(before, after, key) {
    const sums = new Map();
    for (const [side, one] of [before, after].entries())
      for (const [name, bytes] of key(one)) {
        const sum = sums.get(name) ?? [0, 0];
        sum[side] += bytes;
        sums.set(name, sum);
      }
    return [...sums]
      .map(([name, [old, now]]) => [name, old, now, now - old])
      .filter((row) => row[3] !== 0)
      .toSorted((a, b) => Math.abs(b[3]) - Math.abs(a[3]));
  }

  function drawCompare() {
    const choice = element('select', {
      change: () => {
        state.other = choice.selectedIndex;
        draw();
      },
    });
    for (const { name } of data.images) choice.append(element('option', {}, name));
    choice.selectedIndex = state.other;
    const [before, after] = [image(), data.images[state.other]];
    const libraries = changes(before, after, (one) => one.libraries.map((row) => [row.name, bytesOf(row)]));
    const symbols = changes(before, after, (one) =>
      one.symbols.map(([library, , symbol, bytes]) => [`${one.libraries[library].name}: ${symbol}`, bytes]),
    );
    const values = (one) => new Map(one.options.map(({ name, value }) => [name, value]));
    const [old, now] = [values(before), values(after)];
    const options = [...new Set([...old.keys(), ...now.keys()])]
      .filter((name) => old.get(name) !== now.get(name))
      .map((name) => [name, old.get(name) ?? '(not there)', now.get(name) ?? '(not there)']);
    const head = ['bytes', before.name, after.name, 'change'];
    main.replaceChildren(
      element('p', {}, element('label', {}, `${before.name} beside `, choice)),
      element('h2', {}, `libraries: ${libraries.length} differ`),
      table(head, libraries),
      element('h2', {}, `options: ${options.length} differ`),
      table(['option', before.name, after.name], options),
      element('h2', {}, `symbols: ${symbols.length} differ, the first 200`),
      table(head, symbols.slice(0, 200)),
    );
  }

  const views = {
    pools: ['pools', drawPools],
    map: ['sizes', drawMap],
    options: ['options', drawOptions],
    compare: ['compare', drawCompare],
  };

  function draw() {
    for (const tab of tabs.children)
      tab.setAttribute('aria-selected', String(tab.dataset.view === state.view));
    views[state.view][1]();
  }

  function show(view, path = []) {
    Object.assign(state, { view, path });
    draw();
    main.focus();
  }

  document.querySelector('h1').append(`${data.app} ${data.version}, profile ${data.profile}`);
  for (const { name } of data.images) select.append(element('option', {}, name));
  select.addEventListener('change', () => {
    state.image = select.selectedIndex;
    show(state.view);
  });
  for (const [view, [title]] of Object.entries(views))
    tabs.append(element('button', { role: 'tab', 'data-view': view, click: () => show(view) }, title), ' ');
  find.addEventListener('input', draw);
  addEventListener('resize', () => state.view === 'map' && draw());
  addEventListener('keydown', (event) => {
    if (event.target === find || event.ctrlKey || event.altKey || event.metaKey) {
      if (event.key === 'Escape') main.focus();
      return;
    }
    const order = Object.keys(views);
    const neighbour = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === '/') find.focus();
    else if (/^[1-4]$/.test(event.key)) show(order[Number(event.key) - 1]);
    else if (event.key === 'Escape' || event.key === 'Backspace') show(state.view, state.path.slice(0, -1));
    else if (neighbour && event.target.classList?.contains('tile')) {
      const all = [...main.querySelectorAll('.tile')];
      all[(all.indexOf(event.target) + neighbour + all.length) % all.length].focus();
    } else return;
    event.preventDefault();
  });
  draw();
  tell('keys', [
    ['1 to 4', 'views'],
    ['/', 'find'],
    ['Tab, arrows', 'from one to the next'],
    ['Enter', 'into it'],
    ['Esc', 'out of it'],
  ]);
})();
