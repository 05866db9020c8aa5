# expect-anywhere: package-manager-command
# compose: {"command": "npm run serve"}
FROM node:24.21.0-alpine3.24
USER 1000:1000
CMD ["node", "server.js"]
