// Builds the app unless what is built is that of these very sources, and says what the compiler says.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
export const program = join(root, 'bin', 'Debug', 'net10.0', 'App.dll');
const stamp = join(root, 'obj', 'dev.json');
const lock = join(root, 'obj', 'dev.lock');
const skipped = new Set(['bin', 'obj', 'data', 'dev', 'wwwroot', 'node_modules']);
const compiled = new Set(['.cs', '.cshtml', '.razor', '.resx', '.json']);
const packages = new Set(['.csproj', '.props', '.targets', '.config']);

/** Whether a change of this file, a path in the project, means another program. */
export function isSource(path) {
  const parts = path.split(/[\\/]/);
  if (parts.some((part) => part.startsWith('.')) || skipped.has(parts[0])) return false;
  const type = extname(path).toLowerCase();
  return compiled.has(type) || packages.has(type);
}

function sources(folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith('.') || (folder === '' && skipped.has(entry.name)) ? [] : sources(path);
    return isSource(path) ? [path] : [];
  }).sort();
}

function hash(paths) {
  const all = createHash('sha256').update(root);
  for (const path of paths) all.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return all.digest('hex');
}

function known() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return {}; // Nothing was built yet.
  }
}

const summary = /^\s*(Build succeeded\.|Build FAILED\.|\d+ (Warning|Error)\(s\)|Time Elapsed .*)$/;

/** The compiler's lines without what says the same again. */
function shorten(output) {
  const lines = output.replaceAll(`${root}/`, '').split('\n').map((line) => line.replace(/ \[[^\]]*\.csproj\]\s*$/, '').trimEnd());
  return [...new Set(lines.filter((line) => !summary.test(line)))].join('\n').trim();
}

/** The dev server and a check may want to build at the same time; both write to obj/. A compiler that stays must not keep the lock (-o). */
function dotnet(args) {
  const line = process.platform === 'linux' ? ['flock', '-o', lock, 'dotnet', ...args] : ['dotnet', ...args];
  return new Promise((done) => {
    const child = spawn(line[0], line.slice(1), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text; });
    child.on('error', (error) => done({ code: 127, output: `${line[0]} could not be started: ${error.message}` }));
    const end = (code) => done({ code: code ?? 1, output });
    child.on('close', end);
    child.on('exit', (code) => setTimeout(end, 500, code)); // A compiler that stays for the next build may keep the output open.
  });
}

/** { ok, output }: the output of the build that made what is there, also when that was earlier. */
export async function build() {
  const all = sources();
  const [code, restored] = [hash(all), hash(all.filter((path) => packages.has(extname(path).toLowerCase())))];
  const before = known();
  if (before.code === code && (!before.ok || existsSync(program))) return before;
  mkdirSync(join(root, 'obj'), { recursive: true });
  const args = ['build', 'App.csproj', '-v:q', '-nologo', '-clp:NoSummary', '--tl:off'];
  if (before.restored === restored && existsSync(join(root, 'obj', 'project.assets.json'))) args.push('--no-restore');
  const result = await dotnet(args);
  const ok = result.code === 0;
  const made = { code, restored: ok ? restored : before.restored, ok, output: shorten(result.output) };
  // What was changed meanwhile is built by whoever asks next; a failure that is not the code's own may be over then.
  if (ok || /error (CS|RZ)\d+/.test(made.output)) writeFileSync(stamp, JSON.stringify(made));
  return made;
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { ok, output } = await build();
  if (output !== '') console.log(output);
  process.exit(ok ? 0 : 1);
}
