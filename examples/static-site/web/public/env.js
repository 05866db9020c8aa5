// While you work on the site. In the image, the server answers this path with the container's environment.
window.__ENV__ = { STAGE: 'development' };
