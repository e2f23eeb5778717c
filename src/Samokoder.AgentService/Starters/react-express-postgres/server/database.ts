import pg from 'pg';

// The tables of the app. A column that is added later needs an ALTER TABLE … ADD COLUMN IF NOT EXISTS below.
const schema = `
  CREATE TABLE IF NOT EXISTS notes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
  );
`;

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // Ids and counts as numbers, not as texts.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 5, connectionTimeoutMillis: 10_000, allowExitOnIdle: true });
pool.on('error', (error) => console.error(`A connection to the database broke: ${error.message}`));

let ready: Promise<unknown> | undefined;

async function connected(): Promise<pg.Pool> {
  if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set. It names the PostgreSQL database, as in postgresql://user:password@host:5432/name.');
  ready ??= pool.query(schema).catch((error: unknown) => {
    ready = undefined; // The next one tries again.
    throw error;
  });
  await ready;
  return pool;
}

/** All rows. $1, $2… in the statement are the values; never put values into the text itself. */
export async function all<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
  return (await (await connected()).query(sql, values)).rows as Row[];
}

/** The first row, if there is one. */
export async function get<Row>(sql: string, ...values: unknown[]): Promise<Row | undefined> {
  return (await all<Row>(sql, ...values))[0];
}

/** Runs a statement and returns how many rows it changed. */
export async function run(sql: string, ...values: unknown[]): Promise<number> {
  return (await (await connected()).query(sql, values)).rowCount ?? 0;
}

/** All of the work or, when it throws, nothing of it. The work uses the client that it is given. */
export async function transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await (await connected()).connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
