import { Router } from 'express';
import { all, get, run } from './database';

// An example of routes with data; replace it by those of the app.
export const notes = Router();

type Note = { id: number; text: string; createdAt: string };

const columns = 'id, text, created_at AS "createdAt"';

notes.get('/', (_request, response) => {
  response.json(all<Note>(`SELECT ${columns} FROM notes ORDER BY id`));
});

notes.post('/', (request, response) => {
  const text: unknown = request.body?.text;
  if (typeof text !== 'string' || text.trim() === '') {
    response.status(400).json({ error: 'A note needs a text.' });
    return;
  }
  response.status(201).json(get<Note>(`INSERT INTO notes (text) VALUES (?) RETURNING ${columns}`, text.trim()));
});

notes.delete('/:id', (request, response) => {
  const deleted = run('DELETE FROM notes WHERE id = ?', Number(request.params.id));
  response.status(deleted === 0 ? 404 : 204).end();
});
