# platforms: linux/amd64 linux/arm64
# lock: node:24.21.0-trixie linux/amd64 linux/arm64/v8
# lock: golang:1.27.3-trixie linux/amd64
# lock: debian:trixie-20261005-slim linux/amd64
# lock: ghcr.io/acme/tools:1.0.0 linux/amd64
FROM --platform=$BUILDPLATFORM golang:1.27.3-trixie AS cross
COPY --from=ghcr.io/acme/tools:1.0.0 /tools /tools
RUN go build ./...
# expect: missing-platform
FROM golang:1.27.3-trixie AS native
RUN go build ./...
FROM node:24.21.0-trixie AS modules
# expect: missing-platform
COPY --from=ghcr.io/acme/tools:1.0.0 /tools /tools
# expect: missing-platform
RUN --mount=type=bind,from=ghcr.io/acme/tools:1.0.0,target=/t node /t/build.js
# expect: missing-platform
FROM debian:trixie-20261005-slim
COPY --from=cross /out /out
COPY --from=native /out /out
COPY --from=modules /out /out
USER 1000:1000
CMD ["/out/server"]
