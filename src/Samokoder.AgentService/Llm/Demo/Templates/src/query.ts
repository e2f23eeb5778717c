import { locale } from './strings';
import type { Collection, Entry, Field, Value } from './types';

export interface Sort {
  key: string;
  descending: boolean;
}

/** What the list shows: the search text, one wanted value a field, and the order. Without an order the newest stands first. */
export interface Query {
  search: string;
  filters: Record<string, Value>;
  sort: Sort | null;
}

export const everything: Query = { search: '', filters: {}, sort: null };

/** How a list looks before anybody has changed it. */
export function opening({ fields, sort, finished }: Collection): Query {
  const done = finished === 'hidden' ? fields.find((field) => field.done === true) : undefined;
  return { search: '', filters: done === undefined ? {} : { [done.key]: false }, sort: sort ?? null };
}

const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });

export function select(entries: readonly Entry[], { fields, finished }: Collection, query: Query): Entry[] {
  const words = fold(query.search).split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => matches(entry, fields, words, query.filters));
  const { sort } = query;
  const field = fields.find((one) => one.key === sort?.key);
  if (sort !== null && field !== undefined) found.sort((a, b) => compare(field, a, b, sort.descending));
  const done = finished === 'last' ? fields.find((one) => one.done === true) : undefined;
  return done === undefined ? found : found.sort((a, b) => Number(a.values[done.key] === true) - Number(b.values[done.key] === true));
}

export function isFiltered(query: Query): boolean {
  return query.search.trim() !== '' || Object.keys(query.filters).length > 0;
}

function matches(entry: Entry, fields: readonly Field[], words: string[], filters: Query['filters']): boolean {
  for (const [key, wanted] of Object.entries(filters)) if ((entry.values[key] ?? null) !== wanted) return false;
  if (words.length === 0) return true;
  const text = fold(fields.map((field) => textOf(entry.values[field.key] ?? null)).join('\n'));
  return words.every((word) => text.includes(word));
}

function textOf(value: Value): string {
  return typeof value === 'boolean' || value === null ? '' : String(value);
}

function fold(text: string): string {
  return text.toLocaleLowerCase(locale).replaceAll('ё', 'е');
}

/** Entries without a value stand last in both directions. */
function compare(field: Field, a: Entry, b: Entry, descending: boolean): number {
  const left = a.values[field.key] ?? null;
  const right = b.values[field.key] ?? null;
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order = orderOf(field, left, right);
  return descending ? -order : order;
}

function orderOf(field: Field, left: NonNullable<Value>, right: NonNullable<Value>): number {
  if (typeof left === 'string' && typeof right === 'string') {
    const options = field.options ?? [];
    return options.length > 0 ? options.indexOf(left) - options.indexOf(right) : collator.compare(left, right);
  }
  return Number(left) - Number(right);
}
