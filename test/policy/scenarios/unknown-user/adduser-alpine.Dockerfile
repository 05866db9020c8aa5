# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN addgroup -g 1000 app \\
 && adduser -D -u 1000 -G app app
USER app:app
CMD ["/app"]
