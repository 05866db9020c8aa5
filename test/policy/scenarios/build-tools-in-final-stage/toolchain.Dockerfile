# files: main.go
# expect: build-tools-in-final-stage
FROM golang:1.27.3-alpine3.24
COPY main.go ./
RUN go build -o /server .
USER 1000:1000
ENTRYPOINT ["/server"]
