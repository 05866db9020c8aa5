# compose: {"user": "1000"}
FROM alpine:3.24.2
RUN echo 'app:x:1000:1000:app:/app:/sbin/nologin' >> /etc/passwd && echo 'app:x:1000:' >> /etc/group
USER app:app
CMD ["/app"]
