# target: runtime
# expect: unknown-stage, unpinned-image
FROM base AS runtime
CMD ["/app"]
FROM alpine:3.24.2 AS base
RUN touch /app
