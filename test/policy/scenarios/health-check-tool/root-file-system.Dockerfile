FROM alpine:3.24.2
COPY rootfs/ /
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:8000
CMD ["/app/server"]
