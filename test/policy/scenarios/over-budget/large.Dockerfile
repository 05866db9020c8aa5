# size: linux/amd64 161000000 52000000
# size: linux/arm64 149000000 49000000
# maxImageSize: 150000000
# maxDownloadSize: 50000000
# expect-anywhere: over-budget, over-budget
FROM debian:trixie-20261005-slim
USER 1000:1000
CMD ["server"]
