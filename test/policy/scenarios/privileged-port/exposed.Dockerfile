# compose: {"ports": ["8080:80", "8443:443"]}
# expect-anywhere: privileged-port
FROM nginxinc/nginx-unprivileged:1.30.5-alpine3.24-slim
ARG PORT=80
# expect: privileged-port
EXPOSE ${PORT}/tcp 8081
HEALTHCHECK CMD ["/bin/health"]
CMD ["nginx", "-g", "daemon off;"]
