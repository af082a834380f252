const fs = require('node:fs')
const path = require('node:path')
const { version } = require('../package.json')

/** A note is believed for this long, in milliseconds. */
const LIFETIME = 5 * 60_000
/** After a longer silence the host was off, and the whole tick has to look into it. */
const SILENCE = 150_000

/**
 * True when the note of the last full tick says that nothing is due yet, and the note can be believed: it is
 * fresh, whole, from this version, and the files it was made from have not changed. Anything odd is a "no".
 */
exports.idle = (args, now) => {
  try {
    const config = configOf(args)
    if (config === undefined) return false
    const file = noteFile(config)
    const seen = fs.statSync(file).mtimeMs
    if (seen > now + 1000 || now - seen > SILENCE) return false
    const note = JSON.parse(fs.readFileSync(file, 'utf8'))
    if (note.version !== version) return false
    if (!(note.written <= now && now - note.written < LIFETIME)) return false
    if (!(note.next > now + note.offset)) return false
    if (!note.files.every((known) => known.state === stateOf(known.path))) return false
    fs.utimesSync(file, now / 1000, now / 1000)
    return true
  } catch {
    return false
  }
}

/** The config that a bare `run-due [--config FILE]` means; undefined for any other command line. */
function configOf(args) {
  if (args[0] !== 'run-due') return undefined
  if (args.length === 1) return path.resolve(process.env.PARS_AUTO_CONFIG || 'automation.config.yaml')
  if (args.length === 3 && args[1] === '--config') return path.resolve(args[2])
  return undefined
}

/** Where the note of a config lies. */
function noteFile(config) {
  return path.join(path.dirname(config), '.pars-auto', `${path.basename(config)}.note.json`)
}

/** Changes when the file does; 'none' while there is no such file. */
function stateOf(file) {
  try {
    const { size, mtimeMs, ino } = fs.statSync(file)
    return `${size} ${mtimeMs} ${ino}`
  } catch {
    return 'none'
  }
}

exports.SILENCE = SILENCE
exports.noteFile = noteFile
exports.stateOf = stateOf
