# compose: {"user": null}
FROM mcr.microsoft.com/dotnet/aspnet:10.0.1-noble-chiseled
CMD ["/app"]
