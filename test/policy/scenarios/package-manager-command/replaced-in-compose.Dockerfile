# compose: {"command": ["node", "server.js"]}
FROM node:24.21.0-alpine3.24
USER 1000:1000
CMD ["npm", "start"]
