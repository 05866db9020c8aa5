# A worker listens on nothing.
FROM node:24.21.0-alpine3.24
COPY worker.js /app/
USER 1000:1000
CMD ["node", "/app/worker.js"]
