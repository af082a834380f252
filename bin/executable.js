// What an executable starts with that needs no Node: `npm run executable` makes it. Nothing is unpacked for a tick that
// finds nothing to do.
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const { brotliDecompressSync } = require('node:zlib')
const sea = require('node:sea')
const { version } = require('../package.json')
const { caches, isOurs } = require('./account.js')
const { isIdle, noted } = require('./idle.js')

const args = process.argv.slice(2)
const now = Date.now()
const found = noted(args, now)

if (!isIdle(found, now)) start()

function start() {
  const folder = unpacked()
  const script = path.join(folder, 'bin/read-only.js')
  const load = createRequire(path.join(folder, 'bin/pars-auto.js'))
  // The program starts itself with a script of its own, as it would start Node.
  if (args[0] === script) {
    load(script)
    return
  }
  load('./start.js').start(args, found)
}

/**
 * The folder with what the program is made of, among it compiled code and fonts that have to be files: beside the
 * executable, or among the caches of the account where that may not be written. It is there whole or not at all.
 */
function unpacked() {
  const name = `${version}-${sea.getAsset('print', 'utf8')}`
  const folders = [
    path.join(path.dirname(process.execPath), '.pars-auto-files', name),
    path.join(caches(), 'pars-auto', 'files', name),
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

function isThere(folder) {
  try {
    return isOurs(fs.statSync(folder))
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
