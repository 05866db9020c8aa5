# compose: {"user": "1000"}
FROM ubuntu:24.04
RUN true
USER ubuntu
CMD ["/app"]
