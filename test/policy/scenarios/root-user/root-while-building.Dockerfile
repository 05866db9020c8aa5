# compose: {"user": null}
FROM alpine:3.24.2
USER root
RUN apk add --no-cache tzdata
USER 1000:1000
CMD ["/bin/app"]
