FROM alpine:3.24.2
COPY server /app/server
USER 1000:1000
HEALTHCHECK CMD wget -q --spider http://localhost:8000/health || exit 1
CMD ["/app/server"]
