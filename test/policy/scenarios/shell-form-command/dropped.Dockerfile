# The entry point drops the command of the stage before it, and the health check may be in shell form.
FROM node:24.21.0-alpine3.24 AS base
USER 1000:1000
CMD node server.js
FROM base
HEALTHCHECK CMD node health.js || exit 1
ENTRYPOINT ["node", "server.js"]
