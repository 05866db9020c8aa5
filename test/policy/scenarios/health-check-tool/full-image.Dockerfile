# expect: build-tools-in-final-stage
FROM node:24.21.0-trixie
COPY server.js /app/
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:3000
CMD ["/app/server"]
