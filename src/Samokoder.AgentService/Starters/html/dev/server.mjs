// Serves the folder above on loopback and reloads open pages when a file changes. Not needed where the pages are published.
// PORT  the port to listen on
import { createReadStream, statSync, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const port = Number(process.env.PORT) || 5173;
const reloadPath = '/.dev/reload';
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
};
const script = `<script>new EventSource(${JSON.stringify(reloadPath)}).onmessage = () => location.reload();</script>\n`;
const watching = new Set();

/** The file that a path asks for, or null. Hidden files and what lies outside the folder are never served. */
function find(pathname) {
  let path;
  try {
    path = normalize(decodeURIComponent(pathname));
  } catch {
    return null;
  }
  if (path.includes('\0') || path.split(/[\\/]/).some((part) => part.startsWith('.'))) return null;
  const file = join(root, path);
  if (file !== root && !file.startsWith(root + sep)) return null;
  return [file, `${file}.html`, join(file, 'index.html')].find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile()) ?? null;
}

async function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === reloadPath) return keepOpen(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'Only GET and HEAD are answered here.');
  const file = find(pathname);
  if (file === null) return send(response, 404, `There is no file for ${pathname}.`);
  const type = types[extname(file).toLowerCase()] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  if (request.method === 'HEAD') response.end();
  else if (extname(file) === '.html') response.end(withReload(await readFile(file, 'utf8')));
  else createReadStream(file).on('error', () => response.destroy()).pipe(response);
}

function withReload(html) {
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + script : html.slice(0, end) + script + html.slice(end);
}

function send(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function keepOpen(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write('retry: 500\n\n');
  watching.add(response);
  response.on('close', () => watching.delete(response));
}

let pending;
watch(root, { recursive: true }, (_, name) => {
  if (name === null || /(^|[\\/])(\.|node_modules([\\/]|$))/.test(name)) return;
  clearTimeout(pending);
  pending = setTimeout(() => watching.forEach((response) => response.write('data: changed\n\n')), 50);
}).on('error', (error) => console.error(`Changes are not seen: ${error.message}`));

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (response.headersSent) response.destroy();
    else send(response, 500, 'The file could not be read.');
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
