FROM node:24.21.0-alpine3.24
USER 1000:1000
ENTRYPOINT ["docker-entrypoint.sh"]
# expect: package-manager-command
CMD ["sh", "-c", "node migrate.js && exec env NODE_ENV=production npx next start"]
