// The page asks `/graphql` of its own host; here that is passed on to the gateway, so that no other origin is involved.
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const gateway = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000'

export default defineConfig({
  // The components' own words ("Clear", "Select") in the page's language only: a tenth of the script otherwise.
  plugins: [{ ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }, react()],
  server: { port: 5173, proxy: { '/graphql': gateway } },
  preview: { port: 5173, proxy: { '/graphql': gateway } },
})
