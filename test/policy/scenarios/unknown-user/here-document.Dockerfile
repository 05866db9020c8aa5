# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN cat <<EOF >> /etc/passwd
app:x:1000:1000::/app:/bin/false
EOF
USER app
CMD ["/app"]
