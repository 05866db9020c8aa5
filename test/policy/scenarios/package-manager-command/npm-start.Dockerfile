FROM node:24.21.0-alpine3.24
USER 1000:1000
# expect: package-manager-command
CMD ["npm", "start"]
