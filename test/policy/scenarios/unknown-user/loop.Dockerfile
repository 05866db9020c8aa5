# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
RUN for u in app web; do useradd "$u"; done
USER web
CMD ["/app"]
