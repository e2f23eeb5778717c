import { locale } from './strings';
import type { Entry, Field, Value } from './types';

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
const dates = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export function formatValue(field: Field, value: Value): string {
  if (value === null || value === '') return '';
  if (field.type === 'money' && typeof value === 'number') return formatMoney(value, field.currency);
  if (typeof value === 'number') return formatNumber(value, field.unit);
  if (field.type === 'date' && typeof value === 'string') return formatDate(value);
  return String(value);
}

export function formatNumber(value: number, unit?: string): string {
  const text = numbers.format(value);
  return unit === undefined ? text : `${text} ${unit}`;
}

function formatMoney(value: number, currency = 'USD'): string {
  const digits = Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: 2,
  }).format(value);
}

/** Dates are kept as "2030-12-31" without a time zone, so they are also shown without one. */
function formatDate(value: string): string {
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(time) ? value : dates.format(time);
}

/** Today in the visitor's time zone, in the form that dates are kept in. */
export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Examples hold dates such as "today+2", so that they look fresh whenever they are added. */
export function withRealDates(values: Record<string, Value>): Record<string, Value> {
  const real = (value: Value): Value => {
    const days = typeof value === 'string' ? /^today\+(-?\d+)$/.exec(value)?.[1] : undefined;
    return days === undefined ? value : new Date(Date.parse(today()) + Number(days) * 86_400_000).toISOString().slice(0, 10);
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, real(value)]));
}

/** The field that names an entry: the first text, or else the first field. */
export function titleField(fields: readonly Field[]): Field | undefined {
  return fields.find((field) => field.type === 'text') ?? fields[0];
}

export function titleOf(fields: readonly Field[], entry: Entry): string {
  const field = titleField(fields);
  return field === undefined ? '' : formatValue(field, entry.values[field.key] ?? null);
}
