import * as consolePane from '/console.js';

const resources = new Map();
let memory = {}, selected = null, view = 'console';
const $ = id => document.getElementById(id);
const BAD = new Set(['FailedToStart', 'RuntimeUnhealthy']), BUSY = new Set(['Waiting', 'Starting', 'Stopping', 'NotStarted']);
const LABELS = { NotStarted: 'Not started', RuntimeUnhealthy: 'Unhealthy', FailedToStart: 'Failed to start', Exited: 'Stopped' };
const ORDER = { PostgreSQL: 0, Database: 1, Redis: 2, Project: 3, Executable: 4 };
const ICONS = {
  start: '<svg viewBox="0 0 24 24"><path d="M8 5.500v13l10.500-6.500z"/></svg>',
  stop: '<svg viewBox="0 0 24 24"><path d="M6 6h12v12H6z"/></svg>',
  restart: '<svg viewBox="0 0 24 24"><path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 3.500v4h-4"/></svg>',
};

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(c => c !== null));
  return element;
}

const sorted = () => [...resources.values()].sort((a, b) => (ORDER[a.type] ?? 9) - (ORDER[b.type] ?? 9) || a.id.localeCompare(b.id));
const crashed = r => r.state === 'Exited' && r.message !== null;
const tone = r => r.state === 'Running' ? 'good' : crashed(r) || BAD.has(r.state) ? 'bad' : BUSY.has(r.state) ? 'wait' : 'off';
const stateText = r => crashed(r) ? 'Crashed' : LABELS[r.state] ?? r.state;
const megabytes = bytes => bytes ? `${(bytes / 1048576).toFixed(0)} MB` : '';

function duration(from) {
  const s = Math.max(0, Math.floor((Date.now() - from) / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

function addresses(r) {
  return r.urls.map(u => u.url.startsWith('http') && u.isExternal && u.name === 'http'
    ? el('a', { href: u.url, target: '_blank', rel: 'noopener', onclick: e => e.stopPropagation() }, u.url.replace('http://', ''))
    : el('span', { class: 'address', title: u.url }, el('small', {}, u.name), u.url.split(':').at(-1)));
}

function command(r, name, label) {
  const button = el('button', { class: 'icon', title: label, 'aria-label': `${label} ${r.id}`, onclick: e => { e.stopPropagation(); run(r, name, button); } });
  button.innerHTML = ICONS[name];
  return button;
}

function resourceRow(r) {
  const buttons = el('div', { class: 'commands' },
    r.canStart ? command(r, 'start', 'Start') : null,
    r.canStop && !r.canStart ? command(r, 'restart', 'Restart') : null,
    r.canStop ? command(r, 'stop', 'Stop') : null);
  return el('tr', { class: r.id === selected ? 'selected' : '', onclick: () => select(r.id) },
    el('td', { class: 'c-name' }, el('button', { class: 'name', 'aria-label': `Show ${r.id}` }, r.id), el('small', {}, r.parent ? `${r.type} on ${r.parent}` : r.type)),
    el('td', { class: 'c-state' }, el('span', { class: `state ${tone(r)}` }, el('i', { class: `dot ${tone(r)}` }), stateText(r)), r.message ? el('small', { title: r.message }, r.message) : null),
    el('td', { class: 'c-urls' }, el('div', { class: 'urls' }, ...addresses(r))),
    el('td', { class: `num c-restarts${r.restarts ? ' warn' : ''}` }, String(r.restarts)),
    el('td', { class: 'num c-up', 'data-since': r.startedAt, title: r.startedAt ? `Started ${new Date(r.startedAt).toLocaleString()}` : null }, r.startedAt ? duration(r.startedAt) : '–'),
    el('td', { class: 'num c-pid' }, r.pid ? String(r.pid) : '–'),
    el('td', { class: 'num c-mem' }, megabytes(memory[r.id]) || '–'),
    el('td', { class: 'c-commands' }, buttons));
}

function render() {
  const focused = document.activeElement?.getAttribute('aria-label');
  $('resources').replaceChildren(...sorted().map(resourceRow));
  $('picker').replaceChildren(chip(null, 'All'), ...sorted().map(r => chip(r.id, r.id, tone(r))));
  if (focused) document.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  summary();
  if (view === 'environment') renderEnvironment();
}

function chip(id, label, colour) {
  return el('button', { role: 'tab', 'aria-selected': String(selected === id), 'aria-label': id ? `Select ${id}` : 'Select all', onclick: () => select(id) },
    colour ? el('i', { class: `dot ${colour}` }) : null, label);
}

function summary() {
  const all = sorted(), good = all.filter(r => r.state === 'Running').length, bad = all.filter(r => tone(r) === 'bad');
  const [colour, text] = good === all.length ? ['good', `All ${all.length} healthy`]
    : bad.length ? ['bad', `${bad.map(r => r.id).join(', ')} ${bad.length === 1 ? stateText(bad[0]).toLowerCase() : 'need attention'}`]
      : ['wait', `${good} of ${all.length} healthy`];
  $('summary').replaceChildren(el('i', { class: `dot ${colour}` }), el('span', {}, text));
  document.title = good === all.length ? 'Samokoder dashboard' : `${good}/${all.length} · Samokoder`;
}

function select(id) {
  selected = id;
  consolePane.show(id);
  render();
}

function renderEnvironment() {
  const pane = $('environment'), r = resources.get(selected);
  if (!r || r.environment.length === 0) {
    pane.replaceChildren(el('p', { class: 'empty' }, r ? `${r.id} gets no variables from the model.` : 'Pick a resource to see the variables that the model gives it.'));
    return;
  }
  pane.replaceChildren(el('table', { class: 'variables' }, el('tbody', {}, ...r.environment.map(v => el('tr', {},
    el('th', { scope: 'row' }, v.name),
    el('td', {}, v.value === null ? el('span', { class: 'masked', title: 'Secret: it is not sent to the browser' }, '••••••••') : v.value || '(empty)'))))));
}

async function run(r, name, button) {
  button.disabled = true;
  const answer = await fetch(`/api/resources/${encodeURIComponent(r.id)}/${name}`, { method: 'POST' }).catch(() => null);
  button.disabled = false;
  if (answer?.ok) return;
  toast(answer ? (await answer.json().catch(() => null))?.detail ?? `The engine refused (${answer.status}).` : 'The engine does not answer. Is ./run still running?');
}

let toastTimer;
function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

for (const tab of document.querySelectorAll('[data-view]')) {
  tab.addEventListener('click', () => {
    view = tab.dataset.view;
    for (const other of document.querySelectorAll('[data-view]')) {
      other.setAttribute('aria-selected', String(other === tab));
      $(other.dataset.view).hidden = other !== tab;
    }
    if (view === 'environment') renderEnvironment();
  });
}

const events = new EventSource('/api/events');
events.addEventListener('resources', e => { for (const r of JSON.parse(e.data)) resources.set(r.id, r); render(); });
events.addEventListener('lines', e => consolePane.add(JSON.parse(e.data)));
events.addEventListener('memory', e => {
  const data = JSON.parse(e.data);
  memory = data.resources;
  $('total').textContent = megabytes(Object.values(memory).reduce((a, b) => a + b, data.self));
  if (resources.size) render();
});
events.addEventListener('error', () => $('summary').replaceChildren(el('i', { class: 'dot bad' }), el('span', {}, 'The engine has stopped or does not answer')));
events.addEventListener('open', () => { if (resources.size) summary(); });
setInterval(() => { for (const cell of document.querySelectorAll('[data-since]')) if (cell.dataset.since) cell.textContent = duration(Number(cell.dataset.since)); }, 1000);
consolePane.show(null);
