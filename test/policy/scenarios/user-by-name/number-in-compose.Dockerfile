# compose: {"user": "1000"}
FROM node:24.21.0-alpine3.24
USER node
CMD ["node", "server.js"]
