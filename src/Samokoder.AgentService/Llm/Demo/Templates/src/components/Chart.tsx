import { formatValue } from '../format';
import { locale, strings } from '../strings';
import type { Collection, Entry, Field } from '../types';

const MOST_BARS = 12;

/** How the amounts, or the entries, are spread over the values of one field. */
export function Chart({ collection, entries }: { collection: Collection; entries: readonly Entry[] }) {
  const by = collection.fields.find((field) => field.key === collection.chart);
  if (by === undefined) return null;
  const measure = collection.fields.find((field) => field.total === true);
  const bars = barsOf(entries, by, measure);
  const longest = Math.max(...bars.map((bar) => bar.value), 0);
  const heading = strings.chart(measure?.label ?? strings.entries, by.label);
  return (
    <section className="card card-body chart" aria-label={heading}>
      <h2 dir="auto">{heading}</h2>
      <ul>
        {bars.map((bar) => (
          <li key={bar.name}>
            <span className="chart-name" dir="auto" title={bar.name}>
              {bar.name}
            </span>
            <span className="chart-track" aria-hidden="true">
              <span style={{ width: `${longest > 0 ? (100 * Math.max(bar.value, 0)) / longest : 0}%` }} />
            </span>
            <span className="chart-value">{measure === undefined ? bar.value : formatValue(measure, bar.value)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Bar {
  name: string;
  value: number;
}

/** Options keep their order and months theirs; other values come largest first. */
function barsOf(entries: readonly Entry[], by: Field, measure: Field | undefined): Bar[] {
  const sums = new Map<string, number>((by.options ?? []).map((option) => [option, 0]));
  for (const entry of by.type === 'date' ? entries.toSorted((a, b) => keyOf(a, by).localeCompare(keyOf(b, by))) : entries) {
    const name = nameOf(entry, by);
    const amount = measure === undefined ? 1 : Number(entry.values[measure.key] ?? 0);
    sums.set(name, Math.round(((sums.get(name) ?? 0) + amount) * 1e6) / 1e6);
  }
  const bars = [...sums].map(([name, value]) => ({ name, value }));
  if (by.type === 'date') return bars.slice(-MOST_BARS);
  return by.options === undefined ? bars.sort((a, b) => b.value - a.value).slice(0, MOST_BARS) : bars;
}

function keyOf(entry: Entry, by: Field): string {
  return String(entry.values[by.key] ?? '');
}

function nameOf(entry: Entry, by: Field): string {
  const value = entry.values[by.key] ?? null;
  if (typeof value === 'boolean') return value ? strings.yes : strings.no;
  if (value === null || value === '') return strings.notChosen;
  if (by.type !== 'date') return formatValue(by, value);
  const time = Date.parse(`${String(value)}T00:00:00Z`);
  return Number.isNaN(time) ? String(value) : new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(time);
}
