import { strings } from '../strings';
import type { Field } from '../types';

interface FieldInputProps {
  field: Field;
  id: string;
  value: string | boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

/** A field of the form with its label and, when there is one, its error. */
export function FieldInput(props: FieldInputProps) {
  const { field, id, value, error, onChange } = props;
  if (field.type === 'checkbox') {
    return (
      <div className="field">
        <span className="field-label" aria-hidden="true">
          &nbsp;
        </span>
        <label className="check">
          <input type="checkbox" id={id} checked={value === true} onChange={(event) => onChange(event.target.checked)} />
          <span dir="auto">{field.label}</span>
        </label>
      </div>
    );
  }
//#if rating
  if (field.type === 'rating') return <RatingInput {...props} />;
//#end
  return (
    <div className={fieldClass(field)}>
      <label htmlFor={id} className={field.required === true ? 'is-required' : undefined} dir="auto">
        {field.label}
      </label>
      <Control {...props} />
      <FieldError id={id} error={error} />
    </div>
  );
}

function fieldClass(field: Field): string {
  if (field.type === 'longText') return 'field wide';
  return field.type === 'text' && field.required === true ? 'field grow' : 'field';
}

function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return error === undefined ? null : (
    <p className="field-error" id={`${id}-error`}>
      {error}
    </p>
  );
}

function Control({ field, id, value, error, onChange }: FieldInputProps) {
  const text = typeof value === 'string' ? value : '';
  const common = {
    id,
    className: 'input',
    value: text,
    'aria-required': field.required === true,
    'aria-invalid': error !== undefined,
    'aria-describedby': error === undefined ? undefined : `${id}-error`,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (field.type) {
    case 'longText':
      return <textarea {...common} rows={3} dir="auto" />;
    case 'choice':
      return (
        <select {...common}>
          <option value="">{strings.notChosen}</option>
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      );
    case 'number':
    case 'money':
      return <NumberControl field={field} common={common} />;
    default:
      return <input {...common} {...inputType(field)} placeholder={placeholderOf(field)} dir="auto" autoComplete="off" />;
  }
}

function NumberControl({ field, common }: { field: Field; common: React.ComponentProps<'input'> }) {
  const affix = field.type === 'money' ? currencySign(field.currency) : field.unit;
  const input = <input {...common} inputMode="decimal" autoComplete="off" />;
  return affix === undefined ? (
    input
  ) : (
    <span className="input-affix">
      {input}
      <span aria-hidden="true">{affix}</span>
    </span>
  );
}

function currencySign(currency = 'USD'): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

function placeholderOf(field: Field): string | undefined {
  if (field.type === 'tags') return strings.tagsHint;
  return field.type === 'image' ? 'https://' : undefined;
}

function inputType(field: Field): { type: string; inputMode?: 'url' } {
  switch (field.type) {
    case 'date':
    case 'time':
    case 'email':
      return { type: field.type };
    case 'phone':
      return { type: 'tel' };
    case 'url':
    case 'image':
      return { type: 'text', inputMode: 'url' };
    default:
      return { type: 'text' };
  }
}
//#if rating

const STARS = [5, 4, 3, 2, 1];

function RatingInput({ field, id, value, error, onChange }: FieldInputProps) {
  return (
    <fieldset className="field">
      <legend dir="auto">{field.label}</legend>
      <div className="row">
        <div className="star-input">
          {STARS.map((star) => (
            <Star key={star} star={star} name={id} checked={value === String(star)} onPick={() => onChange(String(star))} />
          ))}
        </div>
        {value !== '' && (
          <button type="button" className="button button-quiet" onClick={() => onChange('')}>
            {strings.clear}
          </button>
        )}
      </div>
      <FieldError id={id} error={error} />
    </fieldset>
  );
}

interface StarProps {
  star: number;
  name: string;
  checked: boolean;
  onPick: () => void;
}

function Star({ star, name, checked, onPick }: StarProps) {
  const id = `${name}-${star}`;
  return (
    <>
      <input className="visually-hidden" type="radio" id={id} name={name} checked={checked} onChange={onPick} />
      <label htmlFor={id}>
        <span aria-hidden="true">★</span>
        <span className="visually-hidden">{strings.stars(star)}</span>
      </label>
    </>
  );
}
//#end
