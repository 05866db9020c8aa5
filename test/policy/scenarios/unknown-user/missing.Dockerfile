# files: server.js
# compose: {"user": null}
FROM node:24.21.0-alpine3.24 AS build
# expect: unknown-user
COPY --chown=app:app server.js ./
FROM node:24.21.0-alpine3.24
RUN apk add --no-cache curl && addgroup -S web
# expect: unknown-user
COPY --chown=node:apps server.js ./
COPY --chown=node:web --from=build server.js ./
# expect: unknown-user, user-by-name
USER app
CMD ["node", "server.js"]
