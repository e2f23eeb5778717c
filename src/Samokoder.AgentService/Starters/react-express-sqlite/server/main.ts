import { resolve } from 'node:path';
import express from 'express';
import { app } from './app';

// The finished app: page and API at one port. HOST is the address to listen on, PORT the port.
const page = resolve(import.meta.dirname, '../page');
const host = process.env.HOST ?? '127.0.0.1';
const port = Number(process.env.PORT ?? '') || 3000;

app.use(express.static(page));
app.get('/{*path}', (_request, response) => response.sendFile('index.html', { root: page }));
app.listen(port, host, () => console.log(`http://${host}:${port}/`));
