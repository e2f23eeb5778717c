// Checks that every script can be read, and that the files which pages load are there.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const problems = [];

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

function checkScript(file) {
  const result = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], { input: readFileSync(file), encoding: 'utf8' });
  if (result.status === 0) return;
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('    at ') && !line.startsWith('Node.js'));
  problems.push(`${relative(root, file)}:\n${lines.join('\n')}`);
}

function checkPage(file) {
  const html = readFileSync(file, 'utf8').replace(/<!--[\s\S]*?-->/g, '');
  for (const [, attribute, target] of html.matchAll(/<(?:script|link|img|source|audio|video|iframe)\b[^>]*?\s(src|href)\s*=\s*["']([^"']+)["']/gi)) {
    if (/^([a-z][a-z\d+.-]*:|\/\/|#)/i.test(target)) continue;
    const path = decodeURIComponent(target.split(/[?#]/)[0]);
    const wanted = path.startsWith('/') ? join(root, path) : join(dirname(file), path);
    if (![wanted, `${wanted}.html`, join(wanted, 'index.html')].some(existsSync)) {
      problems.push(`${relative(root, file)}: ${attribute}="${target}" leads to no file.`);
    }
  }
}

for (const file of files(root)) {
  if (['.js', '.mjs'].includes(extname(file))) checkScript(file);
  else if (extname(file) === '.html') checkPage(file);
}

if (problems.length > 0) {
  console.error(problems.join('\n\n'));
  process.exit(1);
}
