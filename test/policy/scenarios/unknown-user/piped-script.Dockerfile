# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN cat users.sh | sh
USER app
CMD ["/app"]
