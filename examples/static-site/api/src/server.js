import { createServer } from 'node:http';

const json = (response, status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const server = createServer((request, response) => {
  const name = /^\/api\/hello\/([^/?]+)$/.exec(request.url ?? '')?.[1];
  if (request.url === '/healthz') json(response, 200, { status: 'ok' });
  else if (name) json(response, 200, { message: `Hello, ${decodeURIComponent(name)}` });
  else json(response, 404, { error: 'no such path' });
});

server.listen(Number(process.env.PORT ?? 3000));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close(() => process.exit(0)));
