# A variable of the base image decides.
# compose: {"user": null}
FROM mcr.microsoft.com/dotnet/aspnet:10.0.1-noble
USER $APP_UID
CMD ["dotnet", "App.dll"]
