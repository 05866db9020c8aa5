# arg: BASE=acme/base:4.1
ARG BASE=acme/base
ARG NODE=node@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
ARG RUNTIME
ARG TARGETARCH
FROM ${NODE} AS digest
FROM $BASE AS chosen
FROM ${RUNTIME} AS unknown
FROM --platform=$BUILDPLATFORM node:24 AS major
FROM debian:bookworm-slim AS codename
FROM buildpack-deps:trixie-curl AS tools
FROM node:jod-slim AS line
FROM gcr.io/distroless/static-debian13 AS distroless
FROM gcr.io/distroless/cc-debian13:nonroot AS nonroot
FROM localhost:5000/app:2024 AS port
FROM alpine:3.24 AS base-amd64
FROM base-${TARGETARCH} AS own
FROM scratch
COPY --from=digest /x /x
COPY --from=chosen /x /x
COPY --from=unknown /x /x
COPY --from=major /x /x
COPY --from=codename /x /x
COPY --from=tools /x /x
COPY --from=line /x /x
COPY --from=distroless /x /x
COPY --from=nonroot /x /x
COPY --from=port /x /x
COPY --from=own /x /x
COPY --from=0 /x /x
RUN --mount=type=bind,from=codename,target=/x ["/x"]
USER 1000:1000
