import { mkdirSync } from 'node:fs';
import Database from 'libsql';

mkdirSync('data', { recursive: true });

const db = new Database('data/app.db');
db.pragma('journal_mode = WAL');
db.pragma('foreign_keys = ON');
db.pragma('busy_timeout = 5000');

// The tables of the app. A column that is added later needs an ALTER TABLE for databases that have the table already.
db.exec(`
  CREATE TABLE IF NOT EXISTS notes (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
  )
`);

type Value = string | number | bigint | Uint8Array | null;

/** All rows. Each ? in the statement is one of the values; never put values into the text itself. */
export function all<Row>(sql: string, ...values: Value[]): Row[] {
  return db.prepare(sql).all(...values) as Row[];
}

/** The first row, if there is one. */
export function get<Row>(sql: string, ...values: Value[]): Row | undefined {
  return all<Row>(sql, ...values)[0];
}

/** Runs a statement and returns how many rows it changed. */
export function run(sql: string, ...values: Value[]): number {
  return db.prepare(sql).run(...values).changes;
}

/** All of the work or, when it throws, nothing of it. */
export function transaction<Result>(work: () => Result): Result {
  return db.transaction(work)() as Result;
}
