//#if amounts
import { formatValue } from '../format';
//#end
import { strings } from '../strings';
import type { Entry, Field } from '../types';

interface StatsProps {
  fields: readonly Field[];
  all: readonly Entry[];
  shown: readonly Entry[];
}

/** How many entries there are, how many are done, and the totals of what the list shows. */
export function Stats({ fields, all, shown }: StatsProps) {
  return (
    <section className="stats" aria-label={strings.figures}>
      <Figure label={strings.entries}>
        {shown.length}
        {shown.length !== all.length && <small> {strings.of(all.length)}</small>}
      </Figure>
//#if done
      {fields
        .filter((field) => field.done === true)
        .map((field) => (
          <Progress key={field.key} field={field} entries={all} />
        ))}
//#end
//#if total
      {fields
        .filter((field) => field.total === true)
        .map((field) => (
          <Figure key={field.key} label={strings.total(field.label)}>
            {formatValue(field, sum(shown, field))}
          </Figure>
        ))}
//#end
//#if rating
      {fields
        .filter((field) => field.type === 'rating')
        .map((field) => (
          <Figure key={field.key} label={strings.average(field.label)}>
            {average(shown, field)}
          </Figure>
        ))}
//#end
    </section>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="card stat">
      <div className="stat-label" dir="auto">
        {label}
      </div>
      <div className="stat-value">{children}</div>
    </div>
  );
}
//#if done

function Progress({ field, entries }: { field: Field; entries: readonly Entry[] }) {
  const count = entries.filter((entry) => entry.values[field.key] === true).length;
  const share = entries.length === 0 ? 0 : (100 * count) / entries.length;
  return (
    <div className="card stat">
      <div className="stat-label" dir="auto">
        {field.label}
      </div>
      <div className="stat-value">
        {count} <small>{strings.of(entries.length)}</small>
      </div>
      <div className="progress" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
//#end
//#if total

/** Added up in millionths, so that 0.1 + 0.2 is 0.3. */
function sum(entries: readonly Entry[], field: Field): number {
  return entries.reduce((total, entry) => total + Math.round(Number(entry.values[field.key] ?? 0) * 1e6), 0) / 1e6;
}
//#end
//#if rating

function average(entries: readonly Entry[], field: Field): string {
  const values = entries.map((entry) => entry.values[field.key]).filter((value) => typeof value === 'number');
  if (values.length === 0) return '–';
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return formatValue(field, Math.round(mean * 10) / 10);
}
//#end
