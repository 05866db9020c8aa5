# Nobody here knows whether that image has a check.
FROM ghcr.io/acme/node:1.4.0
COPY server.js /app/
USER 1000:1000
EXPOSE 3000
CMD ["node", "/app/server.js"]
