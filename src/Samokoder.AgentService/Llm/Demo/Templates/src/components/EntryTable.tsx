import { titleField, titleOf } from '../format';
import type { Sort } from '../query';
import { strings } from '../strings';
import type { Entry, Field } from '../types';
import { Cell } from './Cell';
import { Icon } from './Icon';

interface EntryTableProps {
  label: string;
  fields: readonly Field[];
  entries: readonly Entry[];
  sort: Sort | null;
  onSort: (key: string) => void;
  onToggle: (entry: Entry, field: Field) => void;
  onEdit: (entry: Entry) => void;
  onDelete: (entry: Entry) => void;
}

/** A table that sorts by its headings; on a narrow screen the style sheet shows each row as a card. */
export function EntryTable({ label, fields, entries, sort, onSort, onToggle, onEdit, onDelete }: EntryTableProps) {
  const done = fields.find((field) => field.done === true);
  const title = titleField(fields);
  const note = fields.find((field) => field.type === 'longText');
  const columns = fields.filter((field) => field !== done && field !== note);
  return (
    <div className="card table-card">
      <div className="table-scroll">
        <table className="table">
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              {done !== undefined && (
                <th scope="col" className="tight">
                  <span className="visually-hidden">{done.label}</span>
                </th>
              )}
              {columns.map((field) => (
                <SortHeading key={field.key} field={field} sort={sort} onSort={onSort} />
              ))}
              <th scope="col" className="tight">
                <span className="visually-hidden">{strings.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id} className={done !== undefined && entry.values[done.key] === true ? 'is-done' : undefined}>
                {done !== undefined && (
                  <td className="cell-check tight">
                    <Toggle field={done} entry={entry} fields={fields} onToggle={onToggle} />
                  </td>
                )}
                {columns.map((field) =>
                  field === title ? (
                    <TitleCell key={field.key} fields={fields} entry={entry} note={note} />
                  ) : (
                    <ValueCell key={field.key} field={field} entry={entry} done={done} onToggle={onToggle} fields={fields} />
                  ),
                )}
                <td className="actions">
                  <RowButton icon="edit" label={strings.editNamed(titleOf(fields, entry))} onClick={() => onEdit(entry)} />
                  <RowButton icon="trash" label={strings.deleteNamed(titleOf(fields, entry))} onClick={() => onDelete(entry)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function SortHeading({ field, sort, onSort }: { field: Field; sort: Sort | null; onSort: (key: string) => void }) {
  const order = sort?.key !== field.key ? undefined : sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={order} className={isNumeric(field) ? 'number' : undefined}>
      <button type="button" className="sort" onClick={() => onSort(field.key)}>
        <span dir="auto">{field.label}</span>
        <Icon name="up" />
      </button>
    </th>
  );
}

function TitleCell({ fields, entry, note }: { fields: readonly Field[]; entry: Entry; note: Field | undefined }) {
  const text = note === undefined ? null : entry.values[note.key];
  return (
    <th scope="row" className="cell-main">
      <span className="cell-title" dir="auto">
        {titleOf(fields, entry)}
      </span>
      {typeof text === 'string' && text !== '' && (
        <span className="cell-note" dir="auto">
          {text}
        </span>
      )}
    </th>
  );
}

interface ValueCellProps {
  field: Field;
  fields: readonly Field[];
  entry: Entry;
  done: Field | undefined;
  onToggle: (entry: Entry, field: Field) => void;
}

function ValueCell({ field, fields, entry, done, onToggle }: ValueCellProps) {
  const value = entry.values[field.key] ?? null;
  const finished = done !== undefined && entry.values[done.key] === true;
  const classes = [isNumeric(field) ? 'number' : '', value === null || value === '' ? 'is-blank' : ''].join(' ').trim();
  return (
    <td className={classes === '' ? undefined : classes} data-label={speaksForItself(field) ? undefined : field.label}>
      {field.type === 'checkbox' ? (
        <Toggle field={field} entry={entry} fields={fields} onToggle={onToggle} />
      ) : (
        <Cell field={field} value={value} done={finished} />
      )}
    </td>
  );
}

interface ToggleProps {
  field: Field;
  fields: readonly Field[];
  entry: Entry;
  onToggle: (entry: Entry, field: Field) => void;
}

function Toggle({ field, fields, entry, onToggle }: ToggleProps) {
  return (
    <input
      type="checkbox"
      aria-label={`${field.label}: ${titleOf(fields, entry)}`}
      checked={entry.values[field.key] === true}
      onChange={() => onToggle(entry, field)}
    />
  );
}

function RowButton({ icon, label, onClick }: { icon: string; label: string; onClick: () => void }) {
  const danger = icon === 'trash' ? ' button-danger' : '';
  return (
    <button type="button" className={`button button-quiet button-icon${danger}`} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** On a narrow screen, where a row is a card, other values stand with their label. */
function speaksForItself(field: Field): boolean {
  return ['choice', 'email', 'phone', 'url', 'rating', 'text', 'tags', 'image'].includes(field.type);
}

function isNumeric(field: Field): boolean {
  return field.type === 'number' || field.type === 'money';
}
