# compose: {"user": "1000"}
FROM scratch
COPY --from=debian:trixie-20261005-slim /etc/passwd /etc/passwd
USER app
CMD ["/app"]
