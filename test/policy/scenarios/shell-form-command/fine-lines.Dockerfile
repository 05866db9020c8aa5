FROM acme/app:1.0.0
USER 1000:1000
CMD [ "node", \
  "server.js" ]
