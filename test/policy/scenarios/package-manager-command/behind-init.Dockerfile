FROM node:24.21.0-alpine3.24
USER 1000:1000
ENTRYPOINT ["/sbin/tini", "--"]
# expect: package-manager-command
CMD ["yarn", "workspace", "api", "start"]
