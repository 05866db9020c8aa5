ARG VARIANT=slim
ARG UNKNOWN
# expect: unpinned-image
FROM node AS bare
# expect: unpinned-image
FROM node:latest AS latest
# expect: unpinned-image
FROM node:lts-alpine3.24 AS lts
# expect: unpinned-image
FROM python:${VARIANT} AS argument
# expect: unpinned-image
FROM node:bookworm-slim AS variant
# expect: unpinned-image
FROM registry.acme.test:5000/team/app AS port
# expect: unpinned-image
FROM debian:stable-slim
# expect: unpinned-image
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
# expect: unpinned-image
RUN --mount=type=bind,from=busybox,target=/busybox true
COPY --from=bare /x /x
COPY --from=latest /x /x
COPY --from=lts /x /x
COPY --from=argument /x /x
COPY --from=variant /x /x
COPY --from=port /x /x
USER 1000:1000
