# maxImageSize: 1000
FROM debian:trixie-20261005-slim
USER 1000:1000
CMD ["server"]
