import type { IncomingMessage, ServerResponse } from 'node:http';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// The development server listens on loopback only; a gateway in front of it gives the page its public address.
// PORT                 the port to listen on (it is never replaced by another one)
// PREVIEW_HOST         further host names to answer to, comma-separated; ".example.org" allows every name beneath it
// PREVIEW_CLIENT_PORT  the port for hot reload, only when it differs from the port in the page's address
const hosts = (process.env.PREVIEW_HOST ?? '')
  .split(',')
  .map((host) => host.trim())
  .filter((host) => host !== '');
const clientPort = Number(process.env.PREVIEW_CLIENT_PORT ?? '');

// One process for page and API: what begins with /api goes to the Express app, loaded anew when one of its files has changed.
function api(): Plugin {
  return {
    name: 'api',
    configureServer(vite) {
      let asked = false;
      const load = async () => {
        try {
          return (await vite.ssrLoadModule('/server/app.ts')) as typeof import('./server/app');
        } catch (error) {
          vite.moduleGraph.invalidateAll(); // Or the failure of a file that was mended while it was loaded would be remembered.
          throw error;
        }
      };
      const report = (error: unknown) => {
        if (error instanceof Error) vite.ssrFixStacktrace(error);
        console.error(error);
      };
      vite.middlewares.use((request: IncomingMessage, response: ServerResponse, next) => {
        if (!/^\/api(?:[/?]|$)/.test(request.url ?? '')) {
          // Loading it takes the one thread that answers, so it begins when the first page is out.
          if (!asked) response.once('close', () => load().catch(report));
          asked = true;
          return next();
        }
        load().then(
          ({ app }) => app(request, response),
          (error: unknown) => {
            report(error);
            response.writeHead(500, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ error: `The server's code cannot be loaded: ${error instanceof Error ? error.message : String(error)}` }));
          },
        );
      });
    },
  };
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), api()],
  build: { copyPublicDir: !isSsrBuild },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.PORT ?? '') || 5173,
    strictPort: true,
    allowedHosts: ['.localhost', ...hosts],
    hmr: clientPort > 0 ? { clientPort } : true,
    watch: { ignored: ['**/data/**'] },
  },
}));
