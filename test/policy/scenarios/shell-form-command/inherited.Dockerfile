FROM node:24.21.0-alpine3.24 AS base
USER 1000:1000
# expect: shell-form-command
CMD node server.js
FROM base
ENV NODE_ENV=production
