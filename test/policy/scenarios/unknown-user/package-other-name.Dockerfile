# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN apk add --no-cache apache2
USER apache
CMD ["/app"]
