# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN id app >/dev/null 2>&1 || useradd app
USER app
CMD ["/app"]
