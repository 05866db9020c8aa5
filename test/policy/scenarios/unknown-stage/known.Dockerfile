# target: runtime
# compose: {"build": {"target": "Runtime", "additional_contexts": {"assets": "../assets"}}}
FROM alpine:3.24.2 AS Build
RUN touch /app
FROM build
COPY --from=BUILD /app /app
COPY --from=0 /app /app
FROM alpine:3.24.2 AS runtime
COPY --from=0 /app /app
COPY --from=1 /app /app
COPY --from=assets / /assets
COPY --from=docker.io/library/busybox:1.37.0 /bin/busybox /bin/busybox
COPY --from=ghcr.io/astral-sh/uv:0.9.8 /uv /bin/
RUN --mount=type=bind,from=build,target=/build --mount=type=cache,target=/cache,from=build cp /build/app /app
CMD ["/app"]
