import { formatNumber, formatValue, today } from '../format';
import { strings } from '../strings';
import type { Field, Value } from '../types';

interface CellProps {
  field: Field;
  value: Value;
  /** A finished entry is never late. */
  done: boolean;
}

/** One value of an entry, shown in the way that fits its type. */
export function Cell({ field, value, done }: CellProps) {
  if (value === null || value === '') return <span className="cell-empty">–</span>;
  const text = formatValue(field, value);
  switch (field.type) {
//#if choice
    case 'choice':
      return (
        <span className={`badge tone-${toneOf(field, text)}`} dir="auto" title={text}>
          {text}
        </span>
      );
//#end
    case 'date':
      return <DateCell text={text} late={field.due === true && !done && String(value) < today()} />;
//#if email
    case 'email':
      return <a className="nowrap" href={`mailto:${text}`}>{text}</a>;
//#end
//#if phone
    case 'phone':
      return <a className="nowrap" href={`tel:${text.replace(/[^+\d]/g, '')}`}>{text}</a>;
//#end
//#if url
    case 'url':
      return (
        <a href={text} target="_blank" rel="noopener noreferrer">
          {text.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
        </a>
      );
//#end
//#if tags
    case 'tags':
      return (
        <span className="tags">
          {text.split(', ').map((tag) => (
            <span key={tag} className="badge" dir="auto">
              {tag}
            </span>
          ))}
        </span>
      );
//#end
//#if image
    case 'image':
      return (
        <a href={text} target="_blank" rel="noopener noreferrer">
          <img className="thumb" src={text} alt={field.label} loading="lazy" referrerPolicy="no-referrer" />
        </a>
      );
//#end
//#if rating
    case 'rating':
      return <Stars count={Number(value)} />;
//#end
    case 'number':
      return <>{formatNumber(Number(value), field.unit)}</>;
    default:
      return <span dir="auto">{text}</span>;
  }
}
//#if choice

/** The colour says where an option stands on its scale; options without a scale just differ. */
export function toneOf(field: Field, option: string): string {
  const options = field.options ?? [];
  const index = Math.max(options.indexOf(option), 0);
  if (field.scale === 'alarm') return index === options.length - 1 ? 'danger' : index === 0 ? '6' : 'warning';
  if (field.scale === 'progress') return index === options.length - 1 ? '3' : index === 0 ? '1' : '2';
  return String((index % 6) + 1);
}
//#end

function DateCell({ text, late }: { text: string; late: boolean }) {
  return late ? (
    <span className="badge tone-danger">
      {text}
      <span className="visually-hidden">, {strings.late}</span>
    </span>
  ) : (
    <span className="nowrap">{text}</span>
  );
}
//#if rating

function Stars({ count }: { count: number }) {
  const full = Math.min(5, Math.max(0, Math.round(count)));
  return (
    <span className="stars" role="img" aria-label={strings.stars(full)}>
      {'★'.repeat(full)}
      <span className="stars-off">{'★'.repeat(5 - full)}</span>
    </span>
  );
}
//#end
