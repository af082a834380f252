// What an executable starts with that needs no Node: `npm run executable` makes it. Nothing is unpacked for a tick that
// finds nothing to do.
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const os = require('node:os')
const path = require('node:path')
const { brotliDecompressSync } = require('node:zlib')
const sea = require('node:sea')
const { version } = require('../package.json')
const { idle } = require('./idle.js')

const args = process.argv.slice(2)

if (!idle(args, Date.now())) start()

function start() {
  const folder = unpacked()
  const script = path.join(folder, 'bin/read-only.js')
  const load = createRequire(path.join(folder, 'bin/pars-auto.js'))
  // The program starts itself with a script of its own, as it would start Node.
  if (args[0] === script) {
    load(script)
    return
  }
  load('./start.js').start(args)
}

/**
 * The folder with what the program is made of, among it compiled code and fonts that have to be files: beside the
 * executable, or among the caches of the account where that may not be written. It is there whole or not at all.
 */
function unpacked() {
  const name = `${version}-${sea.getAsset('print', 'utf8')}`
  const caches = process.env.LOCALAPPDATA || process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache')
  const folders = [
    path.join(path.dirname(process.execPath), '.pars-auto-files', name),
    path.join(caches, 'pars-auto', 'files', name),
  ]
  const found = folders.find(isThere)
  if (found) return found
  const troubles = []
  for (const folder of folders) {
    try {
      unpack(folder)
      return folder
    } catch (error) {
      troubles.push(`${folder}: ${error.message}`)
    }
  }
  console.error(
    `pars-auto has to unpack itself once, and may write to neither of:\n  ${troubles.join('\n  ')}`,
  )
  process.exit(1)
}

/** What somebody else could have put there is not run. On Windows the folder's own rights see to that. */
function isThere(folder) {
  try {
    const { uid, mode } = fs.statSync(folder)
    return !process.getuid || ((uid === process.getuid() || uid === 0) && (mode & 0o022) === 0)
  } catch {
    return false
  }
}

function unpack(folder) {
  const aside = `${folder}.${process.pid}`
  try {
    const packed = Buffer.from(sea.getRawAsset('files'))
    if (createHash('sha256').update(packed).digest('hex').slice(0, 12) !== sea.getAsset('print', 'utf8'))
      throw new Error('the executable is damaged')
    const bytes = brotliDecompressSync(packed)
    const length = bytes.readUInt32LE(0)
    let at = 4 + length
    for (const { file, size } of JSON.parse(bytes.toString('utf8', 4, at))) {
      const target = path.join(aside, file)
      fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 })
      fs.writeFileSync(target, bytes.subarray(at, at + size), { mode: 0o644 })
      at += size
    }
    fs.renameSync(aside, folder)
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true })
    // Another process was first.
    if (!isThere(folder)) throw error
  }
}
