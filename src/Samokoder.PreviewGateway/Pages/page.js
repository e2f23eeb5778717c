(() => {
  const page = document.documentElement;
  const at = (id) => document.getElementById(id);
  const state = () => page.dataset.samokoderPage;
  let since = Date.now();
  let asking;

  const fill = (lines) => {
    const text = lines.join('\n').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').trim();
    if (at('lines').textContent !== text) {
      at('lines').textContent = text;
      at('lines').scrollTop = at('lines').scrollHeight;
    }
    at('output').classList.toggle('filled', text !== '');
  };
  const show = (answer) => {
    if (answer.status === 'running') return location.reload();
    page.dataset.samokoderPage = answer.status;
    const heading = document.querySelector(`[data-for="${answer.status}"] h1`);
    if (heading) document.title = heading.textContent;
    at('error').textContent = answer.error || '';
    at('slow').hidden = answer.status !== 'starting' || Date.now() - since < 20000;
    fill(answer.output || []);
    if (answer.status === 'starting') later(400);
    else if (answer.status === 'unavailable') later(3000);
  };
  const later = (delay) => { clearTimeout(asking); asking = setTimeout(ask, delay); };
  const call = async (path, method) => {
    try {
      const response = await fetch(path, { method, cache: 'no-store', credentials: 'same-origin' });
      if (response.status === 403) return location.reload();
      show(await response.json());
    } catch {
      later(2000);
    }
  };
  const ask = () => call('/__samokoder/status', 'GET');

  at('retry').addEventListener('click', () => {
    if (state() === 'broken') return location.reload();
    since = Date.now();
    show({ status: 'starting' });
    clearTimeout(asking);
    call('/__samokoder/start', 'POST');
  });
  fill(at('lines').textContent.split('\n'));
  if (state() === 'starting') later(200);
  if (state() === 'failed' && !at('output').classList.contains('filled')) later(0); // the output comes from AgentService
  if (state() === 'unavailable') later(3000);
})();
