// Jest transformer: Node's own type stripping keeps lines and columns, so stack traces and coverage need no source maps.
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file) => createHash('sha256').update(process.version).update(file).update(source).digest('hex'),
};
