import express, { type ErrorRequestHandler } from 'express';
import { notes } from './notes';

// Everything beneath /api. In development Vite hands requests to it, in production server/main.ts does.
export const app = express();

app.disable('x-powered-by');
app.use(express.json());
app.use('/api/notes', notes);

app.use('/api', (request, response) => {
  response.status(404).json({ error: `There is no ${request.method} ${request.originalUrl}.` });
});

const failed: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = Number(error?.status) || 500;
  if (status >= 500) console.error(error);
  response.status(status).json({ error: status < 500 ? String(error.message) : 'The server could not answer. Its log says why.' });
};
app.use(failed);
