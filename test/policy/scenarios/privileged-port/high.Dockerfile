# compose: {"ports": ["80:8080", {"target": 8443, "published": "443"}], "sysctls": {}}
FROM acme/app:1.0.0
ARG PORT
EXPOSE 8080 1024-1030 $PORT
CMD ["/app"]
