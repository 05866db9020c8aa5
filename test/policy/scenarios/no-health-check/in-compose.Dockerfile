# compose: {"healthcheck": {"test": ["CMD", "node", "/app/health.js"]}}
FROM node:24.21.0-alpine3.24
COPY server.js health.js /app/
USER 1000:1000
EXPOSE 3000
CMD ["node", "/app/server.js"]
