# platforms: linux/amd64
# lock: debian:trixie-20261005-slim linux/amd64
# expect: missing-platform
FROM --platform=linux/riscv64 debian:trixie-20261005-slim
USER 1000:1000
CMD ["server"]
