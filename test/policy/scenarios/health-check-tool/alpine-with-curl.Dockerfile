FROM alpine:3.24.2
COPY server /app/server
USER 1000:1000
# expect: health-check-tool
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000"]
CMD ["/app/server"]
