FROM nginxinc/nginx-unprivileged:1.30.5-alpine3.24
COPY site /usr/share/nginx/html
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:8080
CMD ["/app/server"]
