# platforms: linux/amd64 linux/arm64 linux/arm/v7
# lock: golang:1.27.3-trixie linux/amd64
# lock: alpine:3.24.2 linux/386 linux/amd64 linux/arm/v6 linux/arm64/v8
ARG ALPINE=3.24.2
FROM --platform=${BUILDPLATFORM} golang:1.27.3-trixie AS build
FROM build AS tested
FROM --platform=$TARGETPLATFORM alpine:${ALPINE} AS final
COPY --from=tested /out /out
COPY --from=ghcr.io/acme/not-locked:1.0.0 /a /a
USER 1000:1000
CMD ["/out/server"]
