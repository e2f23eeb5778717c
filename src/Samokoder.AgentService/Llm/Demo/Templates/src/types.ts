/** What one field of an entry can hold; null is "not filled in". */
export type Value = string | number | boolean | null;

export type FieldType =
  | 'text'
  | 'longText'
  | 'number'
  | 'money'
  | 'date'
  | 'time'
  | 'checkbox'
  | 'choice'
  | 'email'
  | 'url'
  | 'phone'
  | 'rating'
  | 'tags'
  | 'image';

export interface Field {
  key: string;
  label: string;
  type: FieldType;
  required?: boolean;
  /** What a choice can be. */
  options?: readonly string[];
  /** A choice that rises from harmless to urgent, or from begun to finished. */
  scale?: 'alarm' | 'progress';
  /** What options were called before: older entries follow. */
  renamed?: Readonly<Record<string, string>>;
  /** Shown behind a number, such as "kg". */
  unit?: string;
  /** ISO code of the currency of a money field. */
  currency?: string;
  /** A number or an amount that is worth adding up. */
  total?: boolean;
  /** The checkbox that says that an entry is finished. */
  done?: boolean;
  /** The date by which an entry should be finished. */
  due?: boolean;
}

/** A list of entries that all have the same fields. */
export interface Collection {
  id: string;
  label: string;
  /** Titles of the button and dialogs: "Add task", "Edit task". */
  addLabel: string;
  editLabel: string;
  icon: string;
  fields: readonly Field[];
  /** The order in which the list opens; newest first without one. */
  sort?: { key: string; descending: boolean };
  /** The field whose options are the columns of a board, whose values divide the list, or are the bars of a chart. */
  board?: string;
  group?: string;
  chart?: string;
  /** What becomes of finished entries, besides being crossed out. */
  finished?: 'last' | 'hidden';
  /** Entries that the empty list offers to start with. */
  examples: readonly Record<string, Value>[];
}

export interface Entry {
  id: string;
  createdAt: string;
  values: Record<string, Value>;
}
