// Says which files of a tree change. Folders are watched and not files, as an editor may put another file in a file's place.
import { readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['bin', 'obj', 'data', 'dev', 'node_modules']);

/** Calls changed with a path in root, separated by slashes, for each file that is written, comes or goes. */
export function watchTree(root, changed) {
  const folders = new Map();

  function leave(folder) {
    for (const [path, watcher] of folders) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      folders.delete(path);
    }
  }

  /** @param said whether the files in it are new */
  function enter(folder, said) {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    folders.set(folder, watch(join(root, folder), (_, name) => look(folder === '' ? name : `${folder}/${name}`)).on('error', () => leave(folder)));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) { if (isWatched(path)) enter(path, said); } else if (said) changed(path);
    }
  }

  function look(path) {
    const isFolder = statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isFolder) { leave(path); changed(path); } else if (isWatched(path)) { leave(path); tryEnter(path, true); }
  }

  function tryEnter(folder, said) {
    try {
      enter(folder, said);
    } catch (error) {
      if (error.code !== 'ENOENT') console.error(`Changes in ${folder || 'the app'} are not seen: ${error.message}`);
    }
  }

  tryEnter('', false);
}

const isWatched = (path) => !path.split('/').some((part) => part.startsWith('.')) && !skipped.has(path.split('/')[0]);
