FROM node:24.21.0-trixie-slim
COPY server.js /app/
USER 1000:1000
# expect: health-check-tool
HEALTHCHECK CMD wget -q --spider http://localhost:3000 || curl -f http://localhost:3000 || exit 1
CMD ["node", "/app/server.js"]
