import { strings } from './strings';
import type { Field, Value } from './types';

/** What stands in the form: text as typed, or the state of a checkbox. */
export type Draft = Record<string, string | boolean>;

export function emptyDraft(fields: readonly Field[]): Draft {
  return Object.fromEntries(fields.map((field) => [field.key, field.type === 'checkbox' ? false : '']));
}

export function draftOf(fields: readonly Field[], values: Record<string, Value>): Draft {
  const draft = emptyDraft(fields);
  for (const field of fields) {
    const value = values[field.key] ?? null;
    if (typeof value === 'boolean') draft[field.key] = value;
    else if (value !== null) draft[field.key] = String(value);
  }
  return draft;
}

export interface Checked {
  values: Record<string, Value>;
  errors: Record<string, string>;
}

export function check(fields: readonly Field[], draft: Draft): Checked {
  const checked: Checked = { values: {}, errors: {} };
  for (const field of fields) {
    const result = checkField(field, draft[field.key] ?? '');
    if (typeof result === 'object' && result !== null) checked.errors[field.key] = result.error;
    else checked.values[field.key] = result;
  }
  return checked;
}

function checkField(field: Field, input: string | boolean): Value | { error: string } {
  if (typeof input === 'boolean') return input;
  const text = input.trim();
  if (text === '') return field.required === true ? { error: strings.errorRequired } : null;
  switch (field.type) {
    case 'number':
    case 'money':
    case 'rating':
      return numberFrom(text) ?? { error: strings.errorNumber };
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : { error: strings.errorEmail };
    case 'url':
    case 'image':
      return linkFrom(text) ?? { error: strings.errorUrl };
    case 'phone':
      return /^[+\d][\d\s().-]{3,}$/.test(text) ? text : { error: strings.errorPhone };
    case 'tags':
      return text.split(',').map((tag) => tag.trim()).filter(Boolean).join(', ') || null;
    default:
      return text;
  }
}

/** Reads "1 234,5" as well as "1234.5". */
function numberFrom(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  const value = Number(plain);
  return plain !== '' && Number.isFinite(value) ? value : null;
}

/** Only web addresses: a "javascript:" link must never be made from what somebody typed. */
function linkFrom(text: string): string | null {
  try {
    const url = new URL(/^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}
