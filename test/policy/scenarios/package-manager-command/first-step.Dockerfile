FROM node:24.21.0-alpine3.24
USER 1000:1000
CMD ["sh", "-c", "npx prisma migrate deploy && exec node server.js"]
