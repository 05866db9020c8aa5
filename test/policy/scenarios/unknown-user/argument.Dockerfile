# compose: {"user": "1000"}
FROM debian:trixie-20261005-slim
ARG USERNAME=app
RUN useradd -m "$USERNAME"
USER $USERNAME
CMD ["/app"]
