import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://api');
  // The page comes from another origin.
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', 'application/json');
  if (pathname === '/health') return response.end('{"status":"ok"}');
  if (pathname === '/greeting') return response.end('{"greeting":"Hello from the API"}');
  response.statusCode = 404;
  response.end('{"error":"not found"}');
});

server.listen(Number(process.env.PORT ?? 8000));
process.on('SIGTERM', () => server.close());
