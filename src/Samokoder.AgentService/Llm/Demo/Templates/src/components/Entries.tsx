//#if board
import { useState } from 'react';
//#end
//#if group
import { formatValue } from '../format';
//#end
//#if board
import { strings } from '../strings';
//#end
//#if group
import { strings as texts } from '../strings';
//#end
import type { Collection, Entry, Field } from '../types';
//#if board
import { Board } from './Board';
//#end
import { EntryTable } from './EntryTable';
import type { Sort } from '../query';

interface EntriesProps {
  collection: Collection;
  entries: readonly Entry[];
  sort: Sort | null;
  onSort: (key: string) => void;
  onToggle: (entry: Entry, field: Field) => void;
//#if board
  onMove: (entry: Entry, option: string | null) => void;
//#end
  onEdit: (entry: Entry) => void;
  onDelete: (entry: Entry) => void;
}

/** The entries in the arrangement that the collection has. */
export function Entries(props: EntriesProps) {
  const { collection, entries, sort, onSort, onToggle, onEdit, onDelete } = props;
  const { fields } = collection;
  const table = (rows: readonly Entry[], label: string) => (
    <EntryTable label={label} fields={fields} entries={rows} sort={sort} onSort={onSort} onToggle={onToggle} onEdit={onEdit} onDelete={onDelete} />
  );
//#if board
  const [asBoard, setAsBoard] = useState(true);
  const column = fields.find((field) => field.key === collection.board);
  if (column !== undefined) {
    return (
      <div className="arranged">
        <div className="segments" role="group" aria-label={strings.view}>
          <button type="button" aria-pressed={asBoard} onClick={() => setAsBoard(true)}>
            {strings.board}
          </button>
          <button type="button" aria-pressed={!asBoard} onClick={() => setAsBoard(false)}>
            {strings.list}
          </button>
        </div>
        {asBoard ? (
          <Board label={collection.label} column={column} fields={fields} entries={entries} onMove={props.onMove} onEdit={onEdit} onDelete={onDelete} />
        ) : (
          table(entries, collection.label)
        )}
      </div>
    );
  }
//#end
//#if group
  const by = fields.find((field) => field.key === collection.group);
  if (by !== undefined) {
    return (
      <div className="arranged">
        {groupsOf(entries, by).map(([name, rows]) => (
          <section key={name} className="group" aria-label={name}>
            <h2 className="group-heading">
              <span dir="auto">{name}</span>
              <span className="board-count">{rows.length}</span>
            </h2>
            {table(rows, name)}
          </section>
        ))}
      </div>
    );
  }
//#end
  return table(entries, collection.label);
}
//#if group

/** In the order of the options, or of the first entry of each. */
function groupsOf(entries: readonly Entry[], by: Field): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>((by.options ?? []).map((option) => [option, []]));
  for (const entry of entries) {
    const value = entry.values[by.key] ?? null;
    const name = typeof value === 'boolean' ? (value ? by.label : texts.remaining) : formatValue(by, value) || texts.notChosen;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups].filter(([, rows]) => rows.length > 0);
}
//#end
