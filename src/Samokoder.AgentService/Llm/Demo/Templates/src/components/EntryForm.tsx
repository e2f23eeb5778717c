import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { Field, Value } from '../types';
import { check, type Draft } from '../validate';
import { FieldInput } from './FieldInput';

interface EntryFormProps {
  fields: readonly Field[];
  start: Draft;
  className: string;
  onSubmit: (values: Record<string, Value>) => void;
  /** The form's buttons. */
  children: ReactNode;
}

/** Checks what was typed, puts the focus on the first mistake, and hands over values when there is none. */
export function EntryForm({ fields, start, className, onSubmit, children }: EntryFormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(start);
  const [errors, setErrors] = useState<Record<string, string>>({});

  const set = (key: string, value: string | boolean) => {
    setDraft((previous) => ({ ...previous, [key]: value }));
    setErrors(({ [key]: _, ...others }) => others);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = check(fields, draft);
    setErrors(checked.errors);
    const wrong = fields.find((field) => field.key in checked.errors);
    if (wrong === undefined) {
      onSubmit(checked.values);
      setDraft(start);
    }
    focus(wrong ?? fields[0]);
  };

  const focus = (field: Field | undefined) => {
    if (field !== undefined) form.current?.querySelector<HTMLElement>(`[id="${id}-${field.key}"]`)?.focus();
  };

  return (
    <form ref={form} noValidate onSubmit={submit}>
      <div className={className}>
        {fields.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            id={`${id}-${field.key}`}
            value={draft[field.key] ?? ''}
            error={errors[field.key]}
            onChange={(value) => set(field.key, value)}
          />
        ))}
        {className === 'form-line' && children}
      </div>
      {className !== 'form-line' && children}
    </form>
  );
}
