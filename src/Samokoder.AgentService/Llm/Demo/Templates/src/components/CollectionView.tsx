import { useRef, useState } from 'react';
import { titleOf, withRealDates } from '../format';
import { everything, isFiltered, select, type Query } from '../query';
import { addEntries, removeEntry, updateEntry } from '../store';
import { strings } from '../strings';
import type { Collection, Entry, Field, Value } from '../types';
import { draftOf, emptyDraft } from '../validate';
import { EmptyState } from './EmptyState';
import { EntryDialog } from './EntryDialog';
//#if inline
import { EntryForm } from './EntryForm';
//#end
import { EntryTable } from './EntryTable';
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
  const [query, setQuery] = useState<Query>(everything);
  const [editing, setEditing] = useState<Entry | null>(null);
  const list = useRef<HTMLElement>(null);
  const shown = select(entries, fields, query);
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
      {entries.length > 0 && <Toolbar fields={fields} entries={entries} query={query} onChange={setQuery} />}
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
          <EntryTable
            label={collection.label}
            fields={fields}
            entries={shown}
            sort={query.sort}
            onSort={sortBy}
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
