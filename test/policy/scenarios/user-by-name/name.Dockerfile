# compose: {"user": null}
FROM node:24.21.0-alpine3.24
# expect: user-by-name
USER node
CMD ["node", "server.js"]
