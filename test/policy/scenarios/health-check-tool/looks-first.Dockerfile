FROM debian:trixie-20261005-slim
COPY server /app/server
USER 1000:1000
HEALTHCHECK CMD if command -v curl; then curl -f http://localhost:8000; else /app/server --health; fi
CMD ["/app/server"]
