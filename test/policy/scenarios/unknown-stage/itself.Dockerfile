FROM alpine:3.24.2 AS runtime
# expect: unknown-stage
COPY --from=runtime /app /app
CMD ["/app"]
