# compose: {"user": null}
FROM node:24.21.0-alpine3.24
# expect: privileged-port
EXPOSE 443
USER 1000:1000
HEALTHCHECK CMD ["/bin/health"]
CMD ["node", "server.js"]
