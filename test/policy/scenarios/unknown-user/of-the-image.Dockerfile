# compose: {"user": "1000"}
FROM postgres:18.6-alpine3.24
RUN true
USER postgres
CMD ["/app"]
