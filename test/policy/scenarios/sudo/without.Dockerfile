FROM debian:trixie-20261005-slim
RUN apt-get update
USER 1000:1000
ENTRYPOINT ["server"]
