import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8000';

/** In development the server's addresses of pages are answered with our four entries. */
const pages: [RegExp, string][] = [
  [/^\/products\/[^/?]+/, '/product.html'],
  [/^\/orders\/[^/?]+/, '/order.html'],
  [/^\/operator(\?|$)/, '/operator.html'],
  [/^\/list(\?|$)/, '/list.html'],
];

export default defineConfig({
  plugins: [
    {
      name: 'page-addresses',
      configureServer(dev) {
        dev.middlewares.use((request: { url?: string }, _response, next) => {
          const page = pages.find(([address]) => address.test(request.url ?? ''));
          if (page) request.url = page[1];
          next();
        });
      },
      /** A page fetches all scripts that it waits for at once. */
      transformIndexHtml: {
        order: 'post',
        handler: (_html, { chunk }) =>
          (chunk?.imports ?? []).map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
            injectTo: 'head' as const,
          })),
      },
    },
  ],
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: { '/api': server, '/operator/open': server },
  },
  build: {
    outDir: '../server/static',
    target: 'es2022',
    // The server's content security policy allows no fonts from data: addresses.
    assetsInlineLimit: 0,
    // The pages say themselves what they wait for; what comes later needs no helper that guesses.
    modulePreload: false,
    chunkSizeWarningLimit: 640, // three.js, fetched after the form is drawn
    rolldownOptions: { input: ['index.html', 'product.html', 'order.html', 'operator.html', 'list.html'] },
  },
});
