# compose: {"user": null}
FROM nginxinc/nginx-unprivileged:1.30.5-alpine3.24-slim
CMD ["/app"]
