# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN ./scripts/users.sh
USER app
CMD ["/app"]
