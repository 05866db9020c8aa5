# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN true
USER www-data:nogroup
CMD ["/app"]
