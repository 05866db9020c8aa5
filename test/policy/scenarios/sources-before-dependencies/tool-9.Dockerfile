FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: sources-before-dependencies
RUN go mod download
USER 1000
CMD ["/app"]
