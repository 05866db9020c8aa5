# What builds counts too; an image that only files are taken from does not run.
# expect: end-of-life-image, end-of-life-image
FROM node:18.20.8-alpine3.18 AS deps
# expect: end-of-life-image
FROM python:3.9-slim AS wheels
# expect: end-of-life-image
FROM golang:1.24 AS server
# expect: end-of-life-image
FROM docker.io/library/debian:bullseye-20260101-slim AS tools
# expect: end-of-life-image
FROM node:24.21.0-bullseye AS assets
# The same image again is the same fault.
FROM node:24.21.0-bullseye AS more
# expect: end-of-life-image
FROM ubuntu:20.04 AS lab
# expect: end-of-life-image
FROM ubuntu:bionic-20230530 AS older
# expect: end-of-life-image
FROM mcr.microsoft.com/dotnet/sdk:8.0 AS dotnet
# expect: end-of-life-image
FROM openjdk:21-jdk-slim AS java
# expect: end-of-life-image
FROM node:hydrogen-slim AS named
# expect: end-of-life-image
FROM gcr.io/distroless/nodejs20-debian12:nonroot
COPY --from=deps /x /x
COPY --from=wheels /x /x
COPY --from=server /x /x
COPY --from=tools /x /x
COPY --from=assets /x /x
COPY --from=more /x /x
COPY --from=lab /x /x
COPY --from=older /x /x
COPY --from=dotnet /x /x
COPY --from=java /x /x
COPY --from=named /x /x
USER 65532:65532
