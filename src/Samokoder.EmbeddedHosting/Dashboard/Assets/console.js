// The console pane: keeps the newest lines of every resource, shows those that match.
const KEPT = 14000, SHOWN = 1500;
const LEVELS = ['trc', 'dbg', 'inf', 'wrn', 'err', 'crt'];
const lines = [], cleared = new Map();
const box = document.getElementById('lines'), search = document.getElementById('search'), level = document.getElementById('level');
const pause = document.getElementById('pause'), follow = document.getElementById('follow'), count = document.getElementById('count');
let resource = null, paused = false, following = true, newest = 0, matching = 0;

export function add(batch) {
  const fresh = batch.filter(l => l[0] > newest).map(([seq, name, time, lvl, text]) => ({ seq, name, time, lvl, text, plain: null }));
  if (fresh.length === 0) return;
  newest = fresh.at(-1).seq;
  lines.push(...fresh);
  if (lines.length > KEPT) lines.splice(0, lines.length - KEPT);
  if (!paused) append(fresh.filter(matches));
}

export function show(name) { resource = name; following = true; render(); }

function plain(line) { return line.plain ??= line.text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, ''); }

function matches(line) {
  return (resource === null || line.name === resource)
    && line.lvl >= Number(level.value)
    && line.seq > (cleared.get(resource) ?? 0) && line.seq > (cleared.get(null) ?? 0)
    && (search.value === '' || plain(line).toLowerCase().includes(search.value.toLowerCase()));
}

function render() {
  box.replaceChildren();
  matching = 0;
  append(lines.filter(matches));
}

function append(found) {
  matching += found.length;
  const fragment = document.createDocumentFragment();
  let previous = box.lastElementChild?.dataset.name;
  for (const line of found.slice(-SHOWN)) {
    fragment.append(row(line, line.name === previous));
    previous = line.name;
  }
  box.append(fragment);
  while (box.childElementCount > SHOWN) box.firstElementChild.remove();
  box.classList.toggle('mixed', resource === null);
  const filtered = search.value !== '' || level.value !== '0';
  count.textContent = `${matching.toLocaleString('en')} ${matching === 1 ? 'line' : 'lines'}${filtered ? ' match' + (matching === 1 ? 'es' : '') : ''}`;
  box.dataset.empty = filtered ? 'Nothing matches.' : 'Nothing has been written yet.';
  if (following) box.scrollTop = box.scrollHeight;
  follow.hidden = following || box.childElementCount === 0;
}

function row(line, same) {
  const element = document.createElement('div');
  element.className = `line ${LEVELS[line.lvl]}${same ? ' same' : ''}`;
  element.dataset.name = line.name;
  const time = document.createElement('time');
  time.textContent = new Date(line.time).toTimeString().slice(0, 8);
  const name = document.createElement('b');
  name.textContent = line.name;
  const text = document.createElement('span');
  if (search.value) mark(text, plain(line)); else colour(text, line.text);
  element.append(time, name, text);
  return element;
}

function mark(target, text) {
  const needle = search.value.toLowerCase(), lower = text.toLowerCase();
  let from = 0, at;
  while ((at = lower.indexOf(needle, from)) >= 0) {
    const hit = document.createElement('mark');
    hit.textContent = text.slice(at, at + needle.length);
    target.append(text.slice(from, at), hit);
    from = at + needle.length;
  }
  target.append(text.slice(from));
}

// SGR sequences (ECMA-48): foreground 30–37 and 90–97, bold 1; everything else is dropped.
function colour(target, text) {
  let classes = [];
  for (const part of text.split(/(\x1b\[[0-9;?]*[ -/]*[@-~])/)) {
    if (!part.startsWith('\x1b[')) {
      if (classes.length === 0) { target.append(part); continue; }
      const span = document.createElement('span');
      span.className = classes.join(' ');
      span.textContent = part;
      target.append(span);
    } else if (part.endsWith('m')) classes = style(classes, part.slice(2, -1));
  }
}

function style(classes, codes) {
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) classes = [];
    else if (code === 1) classes = [...classes, 'bold'];
    else if (code === 22) classes = classes.filter(c => c !== 'bold');
    else if (code === 39) classes = classes.filter(c => c === 'bold');
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) classes = [...classes.filter(c => c === 'bold'), `ansi-${code % 10}`];
  }
  return classes;
}

search.addEventListener('input', render);
level.addEventListener('change', render);
pause.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', paused);
  pause.textContent = paused ? 'Resume' : 'Pause';
  if (!paused) render();
});
document.getElementById('clear').addEventListener('click', () => { cleared.set(resource, newest); render(); });
box.addEventListener('scroll', () => {
  following = box.scrollHeight - box.scrollTop - box.clientHeight < 30;
  follow.hidden = following;
});
follow.addEventListener('click', () => { following = true; box.scrollTop = box.scrollHeight; follow.hidden = true; });
