# compose: {"cap_add": ["CAP_NET_BIND_SERVICE"], "ports": ["80:80"]}
FROM acme/app:1.0.0
EXPOSE 80 443/udp
CMD ["/app"]
