FROM debian:trixie-20261005-slim
COPY install-tools.sh /tmp/
RUN sh /tmp/install-tools.sh
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:8000
CMD ["/app/server"]
