import { defineConfig } from 'vite';

// In the image, the web server hands these requests on.
export default defineConfig({ server: { proxy: { '/api': 'http://api:3000' } } });
