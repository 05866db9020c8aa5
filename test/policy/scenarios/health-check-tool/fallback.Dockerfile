FROM node:24.21.0-alpine3.24
COPY server /app/server
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:8000 || wget -q --spider http://localhost:8000 || exit 1
CMD ["/app/server"]
