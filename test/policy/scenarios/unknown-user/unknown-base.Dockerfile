# compose: {"user": "1000"}
FROM acme/base:1.0.0
RUN true
USER anybody
CMD ["/app"]
