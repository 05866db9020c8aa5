# compose: {"healthcheck": {"test": ["CMD", "npm", "run", "health"]}}
FROM node:24.21.0-alpine3.24 AS development
CMD ["npm", "run", "dev"]
FROM node:24.21.0-alpine3.24
RUN npx --version && npm run build
USER 1000:1000
CMD ["npm", "start"]
ENTRYPOINT ["node", "server.js"]
CMD ["bun", "run"]
