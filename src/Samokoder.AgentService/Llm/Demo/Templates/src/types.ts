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
  | 'rating';

export interface Field {
  key: string;
  label: string;
  type: FieldType;
  required?: boolean;
  /** What a choice can be. */
  options?: readonly string[];
  /** A choice that rises from harmless to urgent, or from begun to finished. */
  scale?: 'alarm' | 'progress';
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
  /** Entries that the empty list offers to start with. */
  examples: readonly Record<string, Value>[];
}

export interface Entry {
  id: string;
  createdAt: string;
  values: Record<string, Value>;
}
