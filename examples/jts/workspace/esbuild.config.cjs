// What a build is told as arguments stands in the bundle; the running service cannot be told otherwise.
module.exports = {
  define: Object.fromEntries(['BUILD_ENV', 'FEATURE_FLAGS'].map(name => [`process.env.${name}`, JSON.stringify(process.env[name] ?? '')])),
};
