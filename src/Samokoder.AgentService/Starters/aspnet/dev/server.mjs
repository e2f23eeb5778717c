// Serves the app on loopback, builds and restarts it when its code changes, and reloads open pages. Not needed where the app is published.
// PORT  the port to listen on
// The app itself listens on a socket behind this server, so that a request that comes during a restart waits instead of failing.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, isSource, program, root } from './build.mjs';
import { watchTree } from './watch.mjs';

process.env.DOTNET_CLI_USE_MSBUILD_SERVER = '1'; // The second build is several times as fast as the first.
const port = Number(process.env.PORT) || 5173;
const startTime = 30_000;
const reloadPath = '/.dev/reload';
const script = `\n<script>new EventSource(${JSON.stringify(reloadPath)}).onmessage = () => location.reload();</script>\n`;
const sockets = mkdtempSync(join(tmpdir(), 'app-'));
const watching = new Set();
let number = 0;
let app = null; // { child, socket } of the one that answers
let problem = '';
let work = null; // the build and start that goes on
let again = false;

function canConnect(socket) {
  return new Promise((done) => {
    const probe = net.connect(socket);
    probe.once('connect', () => { probe.destroy(); done(true); });
    probe.once('error', () => done(false));
  });
}

/** Resolves to the running app, or throws with what it wrote. */
async function start() {
  const socket = join(sockets, `${++number}.sock`);
  const child = spawn('dotnet', [program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ASPNETCORE_URLS: `http://unix:${socket}`, ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_TieredPGO: '0', DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE: 'false' },
  });
  let tail = '';
  for (const [stream, out] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
    stream.on('data', (text) => { out.write(text); tail = (tail + text).slice(-4000); });
  }
  let ended = null;
  child.on('error', (error) => { ended = `dotnet could not be started: ${error.message}`; });
  child.on('exit', (code, signal) => { ended ??= `The app ended with ${signal ?? `code ${code}`}.`; });
  for (const until = Date.now() + startTime; !(existsSync(socket) && await canConnect(socket));) {
    if (ended === null && Date.now() > until) { ended = `The app did not listen within ${startTime / 1000} seconds.`; child.kill('SIGKILL'); }
    if (ended !== null) throw new Error(`${ended}\n${tail}`.trim());
    await new Promise((next) => setTimeout(next, 5));
  }
  const running = { child, socket };
  child.on('exit', (code) => { if (app === running) process.exit(code || 1); }); // It died by itself: whoever watches this server restarts it.
  return running;
}

function stop(old) {
  if (old === null) return;
  old.child.kill('SIGTERM');
  setTimeout(() => old.child.kill('SIGKILL'), 1000).unref();
}

async function renew() {
  do {
    again = false;
    problem = '';
    const built = await build();
    if (built.output !== '') console.log(built.output);
    const old = app;
    app = null;
    stop(old);
    try {
      if (!built.ok) throw new Error(built.output || 'The build failed and said nothing.');
      app = await start();
    } catch (error) {
      problem = error.message;
    }
  } while (again);
  work = null;
}

function change() {
  again = true;
  work ??= renew();
  return work;
}

function forward(request, response) {
  const headers = { ...request.headers };
  delete headers['accept-encoding']; // The script is put into plain text.
  const sent = http.request({ socketPath: app.socket, method: request.method, path: request.url, headers }, (answer) => {
    const page = request.method === 'GET' && /^text\/html\b/.test(answer.headers['content-type'] ?? '') && !answer.headers['content-encoding'];
    if (page) delete answer.headers['content-length'];
    response.writeHead(answer.statusCode, answer.statusMessage, answer.headers);
    answer.on('error', () => response.destroy());
    if (!page) return answer.pipe(response);
    answer.pipe(response, { end: false });
    answer.on('end', () => response.end(script));
  });
  sent.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else send(response, 502, `The app did not answer: ${error.message}`);
  });
  response.on('close', () => sent.destroy());
  request.pipe(sent);
}

function send(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><meta charset="utf-8"><title>The app does not run</title><pre>${text.replace(/[&<]/g, (c) => (c === '&' ? '&amp;' : '&lt;'))}</pre>${script}`);
}

function keepOpen(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write('retry: 500\n\n');
  watching.add(response);
  response.on('close', () => watching.delete(response));
}

const server = http.createServer(async (request, response) => {
  if (request.url === reloadPath) return keepOpen(response);
  await work;
  if (app === null) send(response, 500, problem);
  else forward(request, response);
});

server.on('upgrade', async (request, socket, head) => {
  await work;
  if (app === null) return socket.destroy();
  const upstream = net.connect(app.socket, () => {
    const lines = request.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
    upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  for (const [one, other] of [[upstream, socket], [socket, upstream]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
});

let pending;
let sourceChanged = false;
function changed(path) {
  const isPublic = path.startsWith('wwwroot/');
  if (!isPublic && !isSource(path)) return;
  sourceChanged ||= !isPublic;
  clearTimeout(pending);
  pending = setTimeout(async () => {
    if (sourceChanged) {
      sourceChanged = false;
      await change();
    }
    watching.forEach((response) => response.write('data: changed\n\n'));
  }, 60);
}

watchTree(root, changed);

process.on('exit', () => {
  app?.child.kill('SIGKILL');
  rmSync(sockets, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

const first = change();
server.listen(port, '127.0.0.1'); // Whoever asks before the app answers waits for it.
await first;
if (app === null) {
  console.error(problem);
  process.exit(1);
}
console.log(`http://127.0.0.1:${port}/`);
