import type { Entry, Field, Value } from './types';

/** Saves entries as a CSV file (RFC 4180) that Excel opens in the right encoding. */
export function saveAsCsv(name: string, fields: readonly Field[], entries: readonly Entry[]): void {
  const rows = [fields.map((field) => field.label), ...entries.map((entry) => fields.map((field) => text(entry.values[field.key] ?? null)))];
  const csv = rows.map((row) => row.map(quoted).join(',')).join('\r\n');
  const url = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function text(value: Value): string {
  if (typeof value === 'number') return String(value);
  const plain = value === null ? '' : String(value);
  // A table program would run what begins like a formula.
  return /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
