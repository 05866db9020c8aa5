# compose: {"user": null}
FROM node:24.21.0-alpine3.24
USER node
RUN node --version
ARG UID=1000
USER ${UID}:node
CMD ["node", "server.js"]
