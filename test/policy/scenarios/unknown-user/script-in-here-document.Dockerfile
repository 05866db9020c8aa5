# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN <<EOF
set -e
adduser -D app
EOF
USER app
CMD ["/app"]
