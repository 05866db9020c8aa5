FROM alpine:3.24.2 AS build
RUN touch /app
FROM alpine:3.24.2
# expect: unknown-stage
COPY --from=builder /app /app
# expect: unknown-stage
COPY --from=2 /app /app
# expect: unknown-stage
COPY --from=1 /app /app
# expect: unknown-stage
RUN --mount=type=bind,from=deps,target=/deps cp /deps/app /app
# expect: unknown-stage
COPY --from=later /app /app
USER 1000:1000
CMD ["/app"]
FROM alpine:3.24.2 AS later
RUN touch /app
# target: 1
