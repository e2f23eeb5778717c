import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The development server listens on loopback only; a gateway in front of it gives the page its public address.
// PORT                 the port to listen on (it is never replaced by another one)
// PREVIEW_HOST         further host names to answer to, comma-separated; ".example.org" allows every name beneath it
// PREVIEW_CLIENT_PORT  the port for hot reload, only when it differs from the port in the page's address
const hosts = (process.env.PREVIEW_HOST ?? '')
  .split(',')
  .map((host) => host.trim())
  .filter((host) => host !== '');
const clientPort = Number(process.env.PREVIEW_CLIENT_PORT ?? '');

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: Number(process.env.PORT ?? '') || 5173,
    strictPort: true,
    allowedHosts: ['.localhost', ...hosts],
    hmr: clientPort > 0 ? { clientPort } : true,
  },
});
