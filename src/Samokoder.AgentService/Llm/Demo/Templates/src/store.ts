import { useSyncExternalStore } from 'react';
//#if seeded
import { withRealDates } from './format';
//#end
import { collections } from './schema';
import type { Entry, Field, Value } from './types';

/** Everything is kept in this browser, under one key, with the version of its format. */
const STORAGE_KEY = 'app-data';
const DAMAGED_KEY = 'app-data-damaged';
const VERSION = 1;

/** Why the data could not be read or kept; null when all is well. */
export type Problem = 'damaged' | 'newer' | 'notSaved' | null;

type Data = Record<string, readonly Entry[]>;

interface Snapshot {
  data: Data;
  problem: Problem;
}

let snapshot: Snapshot = load();
const listeners = new Set<() => void>();

/** The entries of every collection; the component renders again when they change, also from another tab. */
export function useStore(): Snapshot {
  return useSyncExternalStore(subscribe, () => snapshot);
}

export function addEntries(collectionId: string, rows: readonly Record<string, Value>[]): Entry[] {
  const added = rows.map((values) => ({ id: newId(), createdAt: new Date().toISOString(), values }));
  change(collectionId, (entries) => [...added, ...entries]);
  return added;
}

export function updateEntry(collectionId: string, id: string, values: Record<string, Value>): void {
  change(collectionId, (entries) =>
    entries.map((entry) => (entry.id === id ? { ...entry, values: { ...entry.values, ...values } } : entry)),
  );
}

/** Removes an entry and returns what puts it back where it was. */
export function removeEntry(collectionId: string, id: string): () => void {
  const before = entriesOf(collectionId);
  const index = before.findIndex((entry) => entry.id === id);
  const removed = before[index];
  if (removed === undefined) return () => undefined;
  change(collectionId, (entries) => entries.filter((entry) => entry.id !== id));
  return () => change(collectionId, (entries) => entries.toSpliced(index, 0, removed));
}

export function dismissProblem(): void {
  publish({ ...snapshot, problem: null });
}

function entriesOf(collectionId: string): readonly Entry[] {
  return snapshot.data[collectionId] ?? [];
}

function change(collectionId: string, next: (entries: readonly Entry[]) => readonly Entry[]): void {
  const data = { ...snapshot.data, [collectionId]: next(entriesOf(collectionId)) };
  publish({ data, problem: save(data) ? snapshot.problem : 'notSaved' });
}

function publish(next: Snapshot): void {
  snapshot = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', reload);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', reload);
  };
}

function reload(event: StorageEvent): void {
  if (event.key === STORAGE_KEY) publish(load());
}

function save(data: Data): boolean {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ version: VERSION, data }));
    return true;
  } catch {
    // Storage is full or switched off: the page still works and says that nothing is kept.
    return false;
  }
}

function load(): Snapshot {
  const raw = read(STORAGE_KEY);
  if (raw === null) return { data: entriesOfAll({}), problem: null };
  const stored = parse(raw);
  if (stored === null) return { data: {}, problem: setAside(raw, 'damaged') };
  if (stored.version > VERSION) return { data: {}, problem: setAside(raw, 'newer') };
  return { data: entriesOfAll(stored.data), problem: null };
}

/** Lists that the app no longer has are kept as they are, in case they come back. */
function entriesOfAll(stored: Record<string, unknown>): Data {
  const data: Data = {};
//#if seeded
  // A list in which nothing was ever entered starts with its examples.
  for (const { id, examples } of collections) data[id] = examples.map((values) => ({ id: newId(), createdAt: new Date().toISOString(), values: withRealDates(values) }));
//#end
  for (const [id, rows] of Object.entries(stored)) data[id] = entriesIn(rows, collections.find((one) => one.id === id)?.fields ?? []);
  return data;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Data that cannot be read is never overwritten without a copy. */
function setAside(raw: string, problem: Problem): Problem {
  try {
    localStorage.setItem(DAMAGED_KEY, raw);
  } catch {
    return 'notSaved';
  }
  return problem;
}

function parse(raw: string): { version: number; data: Record<string, unknown> } | null {
  try {
    const stored: unknown = JSON.parse(raw);
    return isRecord(stored) && typeof stored.version === 'number' && isRecord(stored.data)
      ? { version: stored.version, data: stored.data }
      : null;
  } catch {
    return null;
  }
}

function entriesIn(rows: unknown, fields: readonly Field[]): Entry[] {
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => entryFrom(row, fields)) : [];
}

/** Fields that came later start empty; values of removed fields stay, so that a field can come back. */
function entryFrom(row: unknown, fields: readonly Field[]): Entry[] {
  if (!isRecord(row) || typeof row.id !== 'string' || !isRecord(row.values)) return [];
  const values: Record<string, Value> = {};
  for (const [key, value] of Object.entries(row.values)) if (isValue(value)) values[key] = value;
  for (const field of fields) values[field.key] = valueFor(field, values[field.key]);
  return [{ id: row.id, createdAt: typeof row.createdAt === 'string' ? row.createdAt : '', values }];
}

function valueFor(field: Field, value: Value | undefined): Value {
  switch (field.type) {
    case 'checkbox':
      return value === true;
    case 'number':
    case 'money':
    case 'rating':
      return numberFrom(value);
    case 'choice':
      return typeof value === 'string' ? (field.renamed?.[value] ?? value) : null;
    default:
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
  }
}

/** A number that was entered as text, while the field was one, is a number now. */
function numberFrom(value: Value | undefined): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value.trim().replace(',', '.')) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** crypto.randomUUID needs a secure page, which a preview on a local network is not. */
function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}
