FROM debian:trixie-20261005-slim
RUN apt-get update && apt-get install -y --no-install-recommends netcat-openbsd procps
USER 1000:1000
HEALTHCHECK CMD nc -z localhost 8000 && pgrep server
CMD ["/app/server"]
