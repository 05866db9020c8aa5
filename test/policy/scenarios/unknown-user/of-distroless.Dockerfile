# compose: {"user": "1000"}
FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
USER nonroot:nonroot
CMD ["/app"]
