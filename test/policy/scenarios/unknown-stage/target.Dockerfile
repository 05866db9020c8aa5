# expect-anywhere: unknown-stage
# compose: {"build": {"target": "production"}}
FROM alpine:3.24.2 AS runtime
CMD ["/app"]
