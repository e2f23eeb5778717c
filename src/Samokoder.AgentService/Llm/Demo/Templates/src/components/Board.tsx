import { useState, type DragEvent } from 'react';
import { formatValue, titleField, titleOf } from '../format';
import { strings } from '../strings';
import type { Entry, Field } from '../types';
import { Cell, toneOf } from './Cell';
import { Icon } from './Icon';

interface BoardProps {
  label: string;
  /** The choice whose options are the columns. */
  column: Field;
  fields: readonly Field[];
  entries: readonly Entry[];
  onMove: (entry: Entry, option: string | null) => void;
  onEdit: (entry: Entry) => void;
  onDelete: (entry: Entry) => void;
}

/** A column for each option. Cards are dragged with a pointer, and moved with their menu from the keyboard. */
export function Board({ label, column, fields, entries, onMove, onEdit, onDelete }: BoardProps) {
  const [over, setOver] = useState<string | null>(null);
  const options = column.options ?? [];
  const known = (entry: Entry) => options.find((option) => option === entry.values[column.key]) ?? '';
  const columns = entries.some((entry) => known(entry) === '') ? ['', ...options] : options;

  const drop = (event: DragEvent, option: string) => {
    event.preventDefault();
    setOver(null);
    const dragged = entries.find((entry) => entry.id === event.dataTransfer.getData('text/plain'));
    if (dragged !== undefined && known(dragged) !== option) onMove(dragged, option === '' ? null : option);
  };

  return (
    <div className="board" role="group" aria-label={label}>
      {columns.map((option) => {
        const cards = entries.filter((entry) => known(entry) === option);
        return (
          <section
            key={option}
            className={over === option ? 'board-column is-over' : 'board-column'}
            aria-label={option === '' ? strings.notChosen : option}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(option);
            }}
            onDragLeave={() => setOver((previous) => (previous === option ? null : previous))}
            onDrop={(event) => drop(event, option)}
          >
            <h2 className="board-heading">
              <span className={option === '' ? 'badge' : `badge tone-${toneOf(column, option)}`} dir="auto">
                {option === '' ? strings.notChosen : option}
              </span>
              <span className="board-count">{cards.length}</span>
            </h2>
            {cards.length === 0 && <p className="board-empty">{strings.emptyColumn}</p>}
            {cards.map((entry) => (
              <Card key={entry.id} entry={entry} column={column} fields={fields} onMove={onMove} onEdit={onEdit} onDelete={onDelete} />
            ))}
          </section>
        );
      })}
    </div>
  );
}

interface CardProps {
  entry: Entry;
  column: Field;
  fields: readonly Field[];
  onMove: (entry: Entry, option: string | null) => void;
  onEdit: (entry: Entry) => void;
  onDelete: (entry: Entry) => void;
}

function Card({ entry, column, fields, onMove, onEdit, onDelete }: CardProps) {
  const title = titleOf(fields, entry);
  const done = fields.some((field) => field.done === true && entry.values[field.key] === true);
  const shown = fields.filter((field) => field !== titleField(fields) && field !== column && field.type !== 'checkbox' && formatValue(field, entry.values[field.key] ?? null) !== '');
  return (
    <article
      className={done ? 'card board-card is-done' : 'card board-card'}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', entry.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <div className="cell-title" dir="auto">
        {title}
      </div>
      {shown.length > 0 && (
        <dl className="board-values">
          {shown.map((field) => (
            <div key={field.key}>
              <dt>{field.label}</dt>
              <dd>
                <Cell field={field} value={entry.values[field.key] ?? null} done={done} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className="board-actions">
        <select
          className="input"
          aria-label={strings.moveNamed(title)}
          value={String(entry.values[column.key] ?? '')}
          onChange={(event) => onMove(entry, event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{strings.notChosen}</option>
          {column.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
        <button type="button" className="button button-quiet button-icon" aria-label={strings.editNamed(title)} title={strings.editNamed(title)} onClick={() => onEdit(entry)}>
          <Icon name="edit" />
        </button>
        <button
          type="button"
          className="button button-quiet button-icon button-danger"
          aria-label={strings.deleteNamed(title)}
          title={strings.deleteNamed(title)}
          onClick={() => onDelete(entry)}
        >
          <Icon name="trash" />
        </button>
      </div>
    </article>
  );
}
