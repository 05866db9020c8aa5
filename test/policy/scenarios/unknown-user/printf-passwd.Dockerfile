# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN printf 'app:x:1000:1000::/app:/bin/false\\n' | tee -a /etc/passwd
USER app
CMD ["/app"]
