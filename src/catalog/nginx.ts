/**
 * The web server of static sites: data, no logic.
 *
 * Sources: nginx/docker-nginx-unprivileged (stable/alpine-slim, and alpine-stable.yml for the tags that are published) for the
 * image, its user and what it holds; the IANA registry of media types, and the WHATWG's MIME Sniffing Standard for
 * JavaScript's; nginx.org for the directives.
 */
export const NGINX = {
  /** The stable branch, on the Alpine release of our other images; without modules, envsubst scripts aside. */
  image: 'nginxinc/nginx-unprivileged:1.30.5-alpine3.24-slim',
  /** The image's own unprivileged user. */
  user: '101:101',
  /** The configuration that it reads when it is not told otherwise. */
  configuration: '/etc/nginx/nginx.conf',
};

/** Media types of what websites consist of, by file name extension. All else is `application/octet-stream`. */
export const MEDIA_TYPES: Readonly<Record<string, readonly string[]>> = {
  'application/atom+xml': ['atom'],
  'application/geo+json': ['geojson'],
  'application/json': ['json', 'map'],
  'application/ld+json': ['jsonld'],
  'application/manifest+json': ['webmanifest'],
  'application/pdf': ['pdf'],
  'application/rss+xml': ['rss'],
  'application/wasm': ['wasm'],
  'application/zip': ['zip'],
  'audio/aac': ['aac'],
  'audio/flac': ['flac'],
  'audio/mp4': ['m4a'],
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'font/collection': ['ttc'],
  'font/otf': ['otf'],
  'font/ttf': ['ttf'],
  'font/woff': ['woff'],
  'font/woff2': ['woff2'],
  'image/avif': ['avif'],
  'image/bmp': ['bmp'],
  'image/gif': ['gif'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/jxl': ['jxl'],
  'image/png': ['png', 'apng'],
  'image/svg+xml': ['svg'],
  'image/vnd.microsoft.icon': ['ico'],
  'image/webp': ['webp'],
  'model/gltf+json': ['gltf'],
  'model/gltf-binary': ['glb'],
  'text/calendar': ['ics'],
  'text/css': ['css'],
  'text/csv': ['csv'],
  'text/html': ['html', 'htm'],
  'text/javascript': ['js', 'mjs'],
  'text/markdown': ['md'],
  'text/plain': ['txt'],
  'text/vtt': ['vtt'],
  'text/xml': ['xml', 'xsl'],
  'video/mp4': ['mp4', 'm4v'],
  'video/ogg': ['ogv'],
  'video/webm': ['webm'],
};

/** Types that compression makes smaller; those of images, sound, video and `.woff` files are compressed already. */
export const COMPRESSIBLE: readonly string[] = Object.keys(MEDIA_TYPES)
  .filter(type => /^text\/|json$|xml$|^application\/wasm$|^font\/(?:collection|otf|ttf)$|^image\/(?:bmp|vnd\.microsoft\.icon)$|^model\/gltf/.test(type));
