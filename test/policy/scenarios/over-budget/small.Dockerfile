# size: linux/amd64 150000000 52000000
# maxImageSize: 150000000
FROM debian:trixie-20261005-slim
USER 1000:1000
CMD ["server"]
