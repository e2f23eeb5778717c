import { useRef, useState } from 'react';
import { titleOf, withRealDates } from '../format';
import { everything, isFiltered, opening, select, type Query } from '../query';
import { addEntries, removeEntry, updateEntry } from '../store';
import { strings } from '../strings';
import type { Collection, Entry, Field, Value } from '../types';
import { draftOf, emptyDraft } from '../validate';
//#if chart
import { Chart } from './Chart';
//#end
import { EmptyState } from './EmptyState';
//#if arranged
import { Entries } from './Entries';
//#end
import { EntryDialog } from './EntryDialog';
//#if inline
import { EntryForm } from './EntryForm';
//#end
//#if arranged
//#else
import { EntryTable } from './EntryTable';
//#end
//#if inline
import { Icon } from './Icon';
//#end
//#if figures
import { Stats } from './Stats';
//#end
import { Toolbar } from './Toolbar';

interface CollectionViewProps {
  collection: Collection;
  entries: readonly Entry[];
//#if dialog
  adding: boolean;
  onAdd: () => void;
  onAddClosed: () => void;
//#end
  onMessage: (text: string, undo?: () => void) => void;
}

//#if dialog
export function CollectionView({ collection, entries, adding, onAdd, onAddClosed, onMessage }: CollectionViewProps) {
//#else
export function CollectionView({ collection, entries, onMessage }: CollectionViewProps) {
//#end
  const { id, fields } = collection;
  const [query, setQuery] = useState<Query>(() => opening(collection));
  const [editing, setEditing] = useState<Entry | null>(null);
  const list = useRef<HTMLElement>(null);
  const shown = select(entries, collection, query);
  // A new entry is not finished yet, so the form that adds one does not ask.
  const newFields = fields.filter((field) => field.done !== true);

  const add = (values: Record<string, Value>) => {
    const row = { ...Object.fromEntries(fields.map((field) => [field.key, field.type === 'checkbox' ? false : null])), ...values };
    const [entry] = addEntries(id, [row]);
    if (entry !== undefined) onMessage(strings.added(titleOf(fields, entry)));
  };

  const remove = (entry: Entry) => {
    const undo = removeEntry(id, entry.id);
    onMessage(strings.deleted(titleOf(fields, entry)), undo);
    list.current?.focus();
  };

  const toggle = (entry: Entry, field: Field) => updateEntry(id, entry.id, { [field.key]: entry.values[field.key] !== true });

//#if board
  const move = (entry: Entry, option: string | null) => {
    if (collection.board !== undefined) updateEntry(id, entry.id, { [collection.board]: option });
  };

//#end
  const sortBy = (key: string) => {
    const same = query.sort?.key === key ? query.sort : null;
    setQuery({ ...query, sort: same?.descending === true ? null : { key, descending: same !== null } });
  };

  return (
    <>
//#if inline
      <div className="card card-body">
        <EntryForm fields={newFields} start={emptyDraft(newFields)} className="form-line" onSubmit={add}>
          <button type="submit" className="button button-primary">
            <Icon name="plus" />
            {collection.addLabel}
          </button>
        </EntryForm>
      </div>
//#end
//#if figures
      {entries.length > 0 && <Stats fields={fields} all={entries} shown={shown} />}
//#end
//#if chart
      {shown.length > 0 && <Chart collection={collection} entries={shown} />}
//#end
//#if export
      {entries.length > 0 && (
        <Toolbar fields={fields} entries={entries} label={collection.label} shown={shown} query={query} onChange={setQuery} />
      )}
//#else
      {entries.length > 0 && <Toolbar fields={fields} entries={entries} query={query} onChange={setQuery} />}
//#end
      <section ref={list} tabIndex={-1} aria-label={collection.label}>
        {shown.length === 0 ? (
          <EmptyState
            icon={collection.icon}
            filtered={entries.length > 0 && isFiltered(query)}
//#if dialog
            addLabel={collection.addLabel}
            onAdd={onAdd}
//#end
            onExamples={() => addEntries(id, collection.examples.map(withRealDates))}
            onReset={() => setQuery(everything)}
          />
        ) : (
//#if arranged
          <Entries
            collection={collection}
            entries={shown}
            sort={query.sort}
            onSort={sortBy}
//#else
          <EntryTable
            label={collection.label}
            fields={fields}
            entries={shown}
            sort={query.sort}
            onSort={sortBy}
//#end
//#if board
            onMove={move}
//#end
            onToggle={toggle}
            onEdit={setEditing}
            onDelete={remove}
          />
        )}
      </section>
//#if dialog
      {adding && (
        <EntryDialog title={collection.addLabel} fields={newFields} start={emptyDraft(newFields)} onSave={add} onClose={onAddClosed} />
      )}
//#end
      {editing !== null && (
        <EntryDialog
          key={editing.id}
          title={collection.editLabel}
          fields={fields}
          start={draftOf(fields, editing.values)}
          onSave={(values) => updateEntry(id, editing.id, values)}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
