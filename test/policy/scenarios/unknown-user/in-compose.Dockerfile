# expect-anywhere: unknown-user
# expect-anywhere: user-by-name
# compose: {"user": "app"}
FROM debian:trixie-20261005-slim
USER 1000
CMD ["/app"]
