# compose: {"user": null}
FROM golang:1.27.3-trixie AS build
RUN useradd app && go build -o /app .
FROM scratch
COPY --from=build /app /app
# expect: unknown-user, user-by-name
USER app
ENTRYPOINT ["/app"]
