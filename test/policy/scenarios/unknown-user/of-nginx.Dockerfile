# compose: {"user": "1000"}
FROM nginx:1.30.5-alpine3.24
RUN true
USER nginx
CMD ["/app"]
