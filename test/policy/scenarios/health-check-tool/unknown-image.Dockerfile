FROM ghcr.io/acme/base:1.2.0
COPY server.js /app/
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:3000
CMD ["/app/server"]
