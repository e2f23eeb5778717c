import { Router } from 'express';
import { all, get, run } from './database';

// An example of routes with data; replace it by those of the app.
export const notes = Router();

type Note = { id: number; text: string; createdAt: string };

const columns = 'id, text, created_at AS "createdAt"';

notes.get('/', async (_request, response) => {
  response.json(await all<Note>(`SELECT ${columns} FROM notes ORDER BY id`));
});

notes.post('/', async (request, response) => {
  const text: unknown = request.body?.text;
  if (typeof text !== 'string' || text.trim() === '') {
    response.status(400).json({ error: 'A note needs a text.' });
    return;
  }
  response.status(201).json(await get<Note>(`INSERT INTO notes (text) VALUES ($1) RETURNING ${columns}`, text.trim()));
});

notes.delete('/:id', async (request, response) => {
  const deleted = await run('DELETE FROM notes WHERE id = $1', Number(request.params.id));
  response.status(deleted === 0 ? 404 : 204).end();
});
