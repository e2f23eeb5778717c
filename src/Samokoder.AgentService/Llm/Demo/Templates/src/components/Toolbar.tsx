import type { Query } from '../query';
//#if export
import { saveAsCsv } from '../export';
//#end
import { strings } from '../strings';
import type { Entry, Field, Value } from '../types';
import { Icon } from './Icon';

interface ToolbarProps {
  fields: readonly Field[];
  entries: readonly Entry[];
//#if export
  /** The name of the file, and the entries in it. */
  label: string;
  shown: readonly Entry[];
//#end
  query: Query;
  onChange: (query: Query) => void;
}

/** Search, filters and order of the list. */
//#if export
export function Toolbar({ fields, entries, label, shown, query, onChange }: ToolbarProps) {
//#else
export function Toolbar({ fields, entries, query, onChange }: ToolbarProps) {
//#end
  const filterable = fields.filter((field) => field.type === 'choice' || field.type === 'checkbox');
  const first = filterable.find((field) => field.done === true) ?? filterable.find((field) => (field.options?.length ?? 9) <= 5);
  const setFilter = (field: Field, value: Value) => {
    const { [field.key]: _, ...others } = query.filters;
    onChange({ ...query, filters: value === null ? others : { ...others, [field.key]: value } });
  };
  return (
    <div className="toolbar" role="search">
      {first !== undefined && (
        <Segments field={first} entries={entries} value={query.filters[first.key] ?? null} onPick={(value) => setFilter(first, value)} />
      )}
      <label className="search">
        <span className="visually-hidden">{strings.search}</span>
        <Icon name="search" />
        <input
          type="search"
          className="input"
          placeholder={strings.search}
          value={query.search}
          onChange={(event) => onChange({ ...query, search: event.target.value })}
        />
      </label>
      {filterable
        .filter((field) => field !== first)
        .map((field) => (
          <FilterSelect key={field.key} field={field} value={query.filters[field.key] ?? null} onPick={(value) => setFilter(field, value)} />
        ))}
      <SortSelect fields={fields} query={query} onChange={onChange} />
//#if export
      <button type="button" className="button" onClick={() => saveAsCsv(label, fields, shown)}>
        <Icon name="download" />
        {strings.exportCsv}
      </button>
//#end
    </div>
  );
}

/** What a choice or a checkbox can be filtered by, with the words for it. */
function choicesOf(field: Field): { value: Value; label: string }[] {
  if (field.type !== 'checkbox') return (field.options ?? []).map((option) => ({ value: option, label: option }));
  return field.done === true
    ? [
        { value: false, label: strings.remaining },
        { value: true, label: field.label },
      ]
    : [
        { value: true, label: strings.yes },
        { value: false, label: strings.no },
      ];
}

interface SegmentsProps {
  field: Field;
  entries: readonly Entry[];
  value: Value;
  onPick: (value: Value) => void;
}

function Segments({ field, entries, value, onPick }: SegmentsProps) {
  return (
    <div className="segments" role="group" aria-label={field.label}>
      {[{ value: null, label: strings.all }, ...choicesOf(field)].map((choice) => (
        <button key={choice.label} type="button" aria-pressed={value === choice.value} onClick={() => onPick(choice.value)}>
          <span dir="auto">{choice.label}</span>
          <span className="count">{choice.value === null ? entries.length : countOf(entries, field, choice.value)}</span>
        </button>
      ))}
    </div>
  );
}

function countOf(entries: readonly Entry[], field: Field, value: Value): number {
  return entries.filter((entry) => entry.values[field.key] === value).length;
}

function FilterSelect({ field, value, onPick }: { field: Field; value: Value; onPick: (value: Value) => void }) {
  const choices = choicesOf(field);
  return (
    <select
      className="input"
      aria-label={field.label}
      value={choices.findIndex((choice) => choice.value === value)}
      onChange={(event) => onPick(choices[Number(event.target.value)]?.value ?? null)}
    >
      <option value={-1}>{strings.anyOf(field.label)}</option>
      {choices.map((choice, index) => (
        <option key={choice.label} value={index}>
          {field.type === 'checkbox' ? `${field.label}: ${choice.label}` : choice.label}
        </option>
      ))}
    </select>
  );
}

/** The table's headings sort too; on a phone, where rows are cards, this is the only way. */
function SortSelect({ fields, query, onChange }: { fields: readonly Field[]; query: Query; onChange: (query: Query) => void }) {
  const pick = (text: string) => {
    const [key, order] = text.split(' ');
    onChange({ ...query, sort: key === undefined || key === '' ? null : { key, descending: order === 'down' } });
  };
  return (
    <select
      className="input only-narrow"
      aria-label={strings.sortBy}
      value={query.sort === null ? '' : `${query.sort.key} ${query.sort.descending ? 'down' : 'up'}`}
      onChange={(event) => pick(event.target.value)}
    >
      <option value="">{strings.newestFirst}</option>
      {fields
        .filter((field) => field.type !== 'longText')
        .flatMap((field) => [
          <option key={`${field.key} up`} value={`${field.key} up`}>{`${field.label} ↑`}</option>,
          <option key={`${field.key} down`} value={`${field.key} down`}>{`${field.label} ↓`}</option>,
        ])}
    </select>
  );
}
