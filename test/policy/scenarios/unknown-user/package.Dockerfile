# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN apt-get update && apt-get install -y postgresql-17
USER postgres
CMD ["/app"]
