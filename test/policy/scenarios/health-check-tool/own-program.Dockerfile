FROM debian:trixie-20261005-slim
COPY probe /usr/local/bin/
USER 1000:1000
HEALTHCHECK CMD ["probe", "8080"]
CMD ["/app/server"]
