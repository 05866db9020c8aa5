# Newer than anything that is known, not of the catalogue, or somebody's own: none is past its end of life.
FROM node:24.21.0-bookworm AS deps
FROM node:28.1.0 AS newer
FROM acme/node:3.2.1 AS own
FROM mysql:8 AS line
FROM rust:1.70-bookworm AS rust
FROM ghcr.io/acme/python:2.7.1 AS theirs
FROM openjdk:28-ea-slim AS early
FROM alpine:3.24.2
COPY --from=node:16.20.2-alpine3.18 /usr/local/bin/node /usr/local/bin/
COPY --from=deps /x /x
COPY --from=newer /x /x
COPY --from=own /x /x
COPY --from=line /x /x
COPY --from=rust /x /x
COPY --from=theirs /x /x
COPY --from=early /x /x
USER 1000:1000
