// Pick mode: the studio switches it on, the person points at something in the page, and the studio learns what that is. Meanwhile the app gets no
// clicks and no keys. `say` tells the studio; the function that is given back switches the mode. A part of the bridge, see bridge.js.
const pickMode = (say) => {
  const clip = (text, length) => { const s = String(text).replace(/\s+/g, ' ').trim(); return s.length > length ? s.slice(0, length) + '…' : s; };

  const finds = (selector, element) => {
    const found = document.querySelectorAll(selector);
    return found.length === 1 && found[0] === element;
  };
  const step = (element) => {
    const tag = CSS.escape(element.localName);
    const alike = element.parentElement ? [...element.parentElement.children].filter((sibling) => sibling.localName === element.localName) : [];
    return alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(element) + 1})` : tag;
  };
  const selectorOf = (element) => {
    let below = '';
    for (let at = element; at; at = at.parentElement) {
      for (const name of ['id', 'data-testid']) {
        const value = at.getAttribute(name);
        const own = value && (name === 'id' ? `#${CSS.escape(value)}` : `[${name}=${JSON.stringify(value)}]`);
        if (own && finds(own + below, element)) return own + below;
      }
      if (below && at === document.documentElement) break;
      const path = step(at) + below;
      if (finds(path, element)) return path;
      below = ' > ' + path;
    }
    return below.slice(3);
  };

  // Where the element was written, as far as the app's framework keeps it while developing: React, Vue and Svelte do.
  const inProject = (file) => String(file).replace(/^(https?:\/\/[^/]+)?\/(workspace\/)?/, '').replace(/[?#].*$/, '');
  const nameOf = (type) => (type && (type.displayName || type.name || (type.render && (type.render.displayName || type.render.name)))) || '';
  const written = (stack) => {
    for (const [, file] of String(stack).matchAll(/(https?:\/\/[^\s()]+?):\d+:\d+/g))
      if (file.startsWith(location.origin + '/') && !/\/(node_modules|@vite|@react-refresh|@id)\b/.test(file)) return inProject(file);
    return '';
  };
  const fromReact = (fiber) => {
    let owner = fiber._debugOwner || fiber.return;
    while (owner && !nameOf(owner.type)) owner = owner._debugOwner || owner.return;
    const source = fiber._debugSource;
    return {
      component: owner ? nameOf(owner.type) : '',
      file: source ? inProject(source.fileName) : fiber._debugStack ? written(fiber._debugStack.stack) : '',
      line: source ? source.lineNumber : undefined,
    };
  };
  const sourceOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const fiber = Object.keys(at).find((key) => key.startsWith('__reactFiber$'));
      if (fiber) return fromReact(at[fiber]);
      const vue = at.__vueParentComponent;
      if (vue) return { component: vue.type.name || vue.type.__name || '', file: inProject(vue.type.__file || '') };
      const svelte = at.__svelte_meta && at.__svelte_meta.loc;
      if (svelte) return { component: '', file: inProject(svelte.file), line: svelte.line };
    }
    return {};
  };
  const describe = (element) => {
    let source = {};
    try { source = sourceOf(element); } catch { /* a framework that keeps it otherwise */ }
    const box = element.getBoundingClientRect();
    return {
      selector: selectorOf(element).slice(0, 1000),
      tag: element.localName,
      text: clip(element.getAttribute('aria-label') || element.innerText || element.getAttribute('alt') || element.getAttribute('placeholder') || '', 200),
      component: clip(source.component || '', 200),
      file: clip(source.file || '', 500),
      line: Number.isInteger(source.line) ? source.line : null,
      box: { x: Math.round(box.x), y: Math.round(box.y), width: Math.round(box.width), height: Math.round(box.height) },
    };
  };

  let state = 'off'; // 'on', and 'ending' while the events of the click that picked still arrive
  let outline, cursor, target, frame, placed;
  const look = 'all: initial; position: fixed; inset: auto; box-sizing: border-box; pointer-events: none; z-index: 2147483647;'
    + ' background: rgb(37 99 235 / .14); border: 2px solid rgb(37 99 235); outline: 1px solid #fff; border-radius: 3px; ';
  const draw = () => {
    if (state !== 'on') return;
    const box = target && target.isConnected ? target.getBoundingClientRect() : null;
    const place = box ? `left: ${box.left - 2}px; top: ${box.top - 2}px; width: ${box.width + 4}px; height: ${box.height + 4}px;` : 'display: none;';
    if (place !== placed) outline.style.cssText = look + (placed = place);
    frame = requestAnimationFrame(draw);
  };
  const under = (e) => document.elementFromPoint(e.clientX, e.clientY);
  const swallow = (e) => {
    if (e.type !== 'touchstart') e.preventDefault(); // a finger may still scroll
    e.stopImmediatePropagation();
  };
  const pick = (element) => {
    const picked = describe(element);
    hide();
    say('picked', picked);
    say('picking', { on: false });
    // A click comes after what picked, and belongs to it.
    state = 'ending';
    setTimeout(() => { if (state === 'ending') leave(); }, 400);
  };
  const handlers = {
    pointermove: (e) => { target = under(e); },
    focusin: (e) => { target = e.target; },
    pointerup: (e) => { const element = under(e); if (state === 'on' && e.isPrimary && e.button === 0 && element) pick(element); },
    click: () => { if (state === 'ending') setTimeout(() => { if (state === 'ending') leave(); }); },
    keydown: (e) => {
      if (state !== 'on') return;
      if (e.key === 'Escape') set(false);
      else if (e.key === 'Enter' && document.activeElement && document.activeElement !== document.body) pick(document.activeElement);
    },
  };
  const watched = ['pointermove', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click', 'auxclick', 'dblclick', 'contextmenu',
    'dragstart', 'submit', 'focusin', 'keydown', 'keyup', 'keypress'];
  const passes = (e) => e.type === 'focusin' || (e.type.startsWith('key') && e.key === 'Tab');
  const listen = (e) => {
    if (!e.isTrusted) return;
    if (!passes(e)) swallow(e);
    if (handlers[e.type]) handlers[e.type](e);
  };
  const hide = () => {
    cancelAnimationFrame(frame);
    if (outline) outline.remove();
    if (cursor) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== cursor);
    outline = cursor = target = placed = undefined;
  };
  const leave = () => {
    state = 'off';
    for (const type of watched) removeEventListener(type, listen, true);
  };
  const enter = () => {
    for (const type of watched) addEventListener(type, listen, { capture: true, passive: false });
    outline = document.createElement('div');
    outline.setAttribute('aria-hidden', 'true');
    outline.popover = 'manual';
    document.documentElement.append(outline);
    if (outline.showPopover) outline.showPopover();
    cursor = new CSSStyleSheet();
    cursor.replaceSync('* { cursor: crosshair !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, cursor];
    state = 'on';
    draw();
  };
  const set = (on) => {
    if (on && state !== 'on' && !document.documentElement.dataset.samokoderPage) { if (state === 'ending') leave(); enter(); }
    else if (!on && state === 'on') { hide(); leave(); }
    say('picking', { on: state === 'on' });
  };
  return set;
};
