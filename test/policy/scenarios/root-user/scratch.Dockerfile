# compose: {"user": null}
FROM golang:1.27.3-trixie AS build
USER 1000
RUN go build -o /app .
# expect: root-user
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
