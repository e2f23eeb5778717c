import { useEffect, useId, useRef } from 'react';
import { strings } from '../strings';
import type { Field, Value } from '../types';
import type { Draft } from '../validate';
import { EntryForm } from './EntryForm';
import { Icon } from './Icon';

interface EntryDialogProps {
  title: string;
  fields: readonly Field[];
  start: Draft;
  onSave: (values: Record<string, Value>) => void;
  onClose: () => void;
}

/** The browser's own modal dialog: it keeps the focus inside, closes with Escape and gives the focus back. */
export function EntryDialog({ title, fields, start, onSave, onClose }: EntryDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    element.showModal();
    element.querySelector<HTMLElement>('form input, form select, form textarea')?.focus();
  }, []);

  const save = (values: Record<string, Value>) => {
    onSave(values);
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onClose={onClose}>
      <div className="dialog-header">
        <h2 id={heading}>{title}</h2>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label={strings.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <EntryForm fields={fields} start={start} className="form-grid" onSubmit={save}>
        <div className="form-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {strings.cancel}
          </button>
          <button type="submit" className="button button-primary">
            {strings.save}
          </button>
        </div>
      </EntryForm>
    </dialog>
  );
}
