# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN groupadd --system app && useradd --system --gid app --home-dir /app runner
USER runner:app
CMD ["/app"]
