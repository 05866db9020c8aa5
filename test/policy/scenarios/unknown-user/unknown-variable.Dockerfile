# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
ARG NAME
USER $NAME
CMD ["/app"]
