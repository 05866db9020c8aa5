FROM node:24.21.0-alpine3.24
COPY server.js /app/
USER 1000:1000
# expect: no-health-check
EXPOSE 3000
CMD ["node", "/app/server.js"]
