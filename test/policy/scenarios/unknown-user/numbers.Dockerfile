# compose: {"user": "1000"}
FROM scratch
WORKDIR /app
USER 1000:2000
CMD ["/app"]
