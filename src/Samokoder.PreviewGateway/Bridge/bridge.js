// Tells the studio, and nobody else, what happens in this preview. Served by the preview gateway.
(() => {
  'use strict';
  const studios = /*ORIGINS*/[];
  if (window.parent === window || window.__samokoderBridge) return;
  window.__samokoderBridge = true;

  const allows = (origin) => studios.some((s) => s === origin || (s.endsWith(':*') && origin.replace(/:\d+$/, '') === s.slice(0, -2)));
  const originOf = (url) => { try { return new URL(url).origin; } catch { return ''; } };
  const remembered = (value) => {
    try {
      if (value) sessionStorage.setItem('__samokoderStudio', value);
      return sessionStorage.getItem('__samokoderStudio') || '';
    } catch { return value || ''; }
  };
  const ancestors = location.ancestorOrigins;
  const referrer = originOf(document.referrer);
  const single = studios.length === 1 && !studios[0].endsWith('*') ? studios[0] : '';
  const studio = ancestors && ancestors.length ? ancestors[0] : allows(referrer) ? remembered(referrer) : remembered('') || single;
  if (!allows(studio)) return;

  const parent = window.parent;

  // Some browsers keep localStorage from a frame of another site. The app then gets one that the studio keeps for it: it begins with what
  // the studio put into the frame's name, and every change goes back there.
  const prefix = 'samokoder:';
  const roomFor = 2_000_000;
  const denied = (name) => { try { return !window[name]; } catch { return true; } };
  const storage = (entries, changed) => {
    const change = (key, value) => {
      const next = new Map(entries);
      if (value === null) next.delete(key); else next.set(key, value);
      let size = 0;
      for (const [k, v] of next) size += k.length + v.length;
      if (size > roomFor) throw new DOMException('The storage is full.', 'QuotaExceededError');
      entries = next;
      changed(entries);
    };
    const methods = {
      getItem: (key) => entries.get(String(key)) ?? null,
      setItem: (key, value) => change(String(key), String(value)),
      removeItem: (key) => change(String(key), null),
      clear: () => { entries = new Map(); changed(entries); },
      key: (index) => [...entries.keys()][index] ?? null,
    };
    return new Proxy(methods, {
      get: (_, key) => key === 'length' ? entries.size : Object.hasOwn(methods, key) ? methods[key] : entries.get(key),
      set: (_, key, value) => { methods.setItem(key, value); return true; },
      has: (_, key) => Object.hasOwn(methods, key) || entries.has(key),
      deleteProperty: (_, key) => { methods.removeItem(key); return true; },
      ownKeys: () => [...entries.keys()],
      getOwnPropertyDescriptor: (_, key) => entries.has(key) ? { value: entries.get(key), writable: true, enumerable: true, configurable: true } : undefined,
    });
  };
  const provide = (name, entries, changed) => Object.defineProperty(window, name, { value: storage(entries, changed), configurable: true });
  if (denied('localStorage')) {
    let entries = new Map();
    try { if (window.name.startsWith(prefix)) entries = new Map(Object.entries(JSON.parse(window.name.slice(prefix.length)))); } catch { /* not ours */ }
    let waiting = false;
    provide('localStorage', entries, (next) => {
      entries = next;
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        const text = JSON.stringify(Object.fromEntries(entries));
        window.name = prefix + text;
        try { parent.postMessage({ source: 'samokoder-bridge', version: 1, type: 'storage', entries: text }, studio); } catch { /* the studio is gone */ }
      });
    });
    provide('sessionStorage', new Map(), () => {});
  }

  let budget = 100;
  setInterval(() => { budget = 100; }, 5000);
  const cut = (text, length = 4000) => { const s = String(text); return s.length > length ? s.slice(0, length) + '…' : s; };
  const post = (type, data) => {
    if (budget-- <= 0) return;
    try { parent.postMessage({ source: 'samokoder-bridge', version: 1, type, at: Date.now(), url: location.href, ...data }, studio); } catch { /* the studio is gone */ }
  };
  const show = (value) => {
    if (value instanceof Error) return value.stack || String(value);
    if (typeof value !== 'object' || value === null) return String(value);
    try { return JSON.stringify(value); } catch { return Object.prototype.toString.call(value); }
  };

  for (const level of ['error', 'warn']) {
    const original = console[level];
    console[level] = function (...values) {
      original.apply(this, values);
      try { post('console', { level, message: cut(values.map(show).join(' ')) }); } catch { /* a value that cannot be shown */ }
    };
  }

  addEventListener('error', (e) => {
    const element = e.target;
    if (element && element !== window && element.tagName)
      post('request', { method: 'GET', target: cut(element.src || element.href || '', 500), status: 0, message: `<${element.tagName.toLowerCase()}> did not load` });
    else
      post('error', { message: cut(e.message), stack: cut((e.error && e.error.stack) || ''), file: e.filename, line: e.lineno, column: e.colno });
  }, true);
  addEventListener('unhandledrejection', (e) => {
    const reason = e.reason;
    post('rejection', { message: cut(reason instanceof Error ? reason.message : show(reason)), stack: cut((reason && reason.stack) || '') });
  });

  const failed = (method, target, status, started, message) =>
    post('request', { method, target: cut(target, 500), status, milliseconds: Math.round(performance.now() - started), message: cut(message || '', 500) });
  const originalFetch = window.fetch;
  if (originalFetch) window.fetch = function (input, init) {
    const started = performance.now();
    const result = originalFetch.apply(this, arguments);
    const describe = () => [((init && init.method) || (input && input.method) || 'GET').toUpperCase(), (input && input.url) || String(input)];
    result.then((r) => { if (r.status >= 400) failed(...describe(), r.status, started); },
      (e) => { if (!e || e.name !== 'AbortError') failed(...describe(), 0, started, e && e.message); });
    return result;
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, url) {
    let started = performance.now();
    this.addEventListener('loadstart', () => { started = performance.now(); });
    this.addEventListener('load', () => { if (this.status >= 400) failed(String(method).toUpperCase(), String(url), this.status, started); });
    this.addEventListener('error', () => failed(String(method).toUpperCase(), String(url), 0, started));
    return open.apply(this, arguments);
  };

  let last = '';
  const navigated = () => {
    if (location.href === last) return;
    last = location.href;
    post('navigation', { path: location.pathname + location.search + location.hash, title: document.title, page: document.documentElement.dataset.samokoderPage });
  };
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name];
    history[name] = function () {
      const result = original.apply(this, arguments);
      navigated();
      return result;
    };
  }
  addEventListener('popstate', navigated);
  addEventListener('hashchange', navigated);
  addEventListener('DOMContentLoaded', () => { last = ''; navigated(); });

  /*PICK*/
  const pick = pickMode((type, data) => {
    try { parent.postMessage({ source: 'samokoder-bridge', version: 1, type, at: Date.now(), url: location.href, ...data }, studio); } catch { /* the studio is gone */ }
  });

  addEventListener('message', (e) => {
    if (e.source !== parent || e.origin !== studio || !e.data || e.data.target !== 'samokoder-bridge') return;
    if (e.data.type === 'pick') pick(e.data.on === true);
    else if (e.data.type === 'reload') location.reload();
    else if (e.data.type === 'back') history.back();
    else if (e.data.type === 'forward') history.forward();
  });
})();
