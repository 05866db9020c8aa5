FROM node:24.21.0-alpine3.24 AS base
HEALTHCHECK CMD ["node", "/app/health.js"]
FROM base
COPY server.js /app/
USER 1000:1000
EXPOSE 3000
# expect: no-health-check
HEALTHCHECK NONE
CMD ["node", "/app/server.js"]
