# expect-anywhere: user-by-name
# compose: {"user": "node"}
FROM node:24.21.0-alpine3.24
USER 1000
CMD ["node", "server.js"]
