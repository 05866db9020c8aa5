# compose: {"user": null}
FROM node:24.21.0-alpine3.24 AS build
USER 1000:1000
FROM build AS runtime
USER node
# expect: root-user
USER root
CMD ["node", "server.js"]
