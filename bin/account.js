const os = require('node:os')
const path = require('node:path')

/** Where this account keeps what can be made anew. */
exports.caches = () =>
  process.env.LOCALAPPDATA || process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache')

/**
 * Whether only this account, or root, may have put something there: code of anybody else is not run. On Windows the
 * rights of the folder see to that.
 * @param {import('node:fs').Stats} stats of a file or a folder
 */
exports.isOurs = ({ uid, mode }) =>
  !process.getuid || ((uid === process.getuid() || uid === 0) && (mode & 0o022) === 0)
