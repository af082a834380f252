const fs = require('node:fs')
const path = require('node:path')
const { version } = require('../package.json')

/** A note is believed for this long, in milliseconds. */
const LIFETIME = 5 * 60_000
/** After a longer silence the host was off, and the whole tick has to look into it. */
const SILENCE = 150_000

/** The config that a tick of one school is about, with its note; undefined where there is none to be believed. */
exports.noted = (args, now) => {
  const config = configOf(args)
  const note = config && believed(config, now)
  return note && { config, note }
}

/** True when the note of the last full tick says that nothing is due yet. That a tick has been is noted, too. */
exports.isIdle = (found, now) => {
  if (!found || !(found.note.next > now + found.note.offset)) return false
  try {
    fs.utimesSync(noteFile(found.config), now / 1000, now / 1000)
    return true
  } catch {
    return false
  }
}

/**
 * The note of a config, if it is fresh, whole, from this version, and the files it was made from have not changed.
 * Anything odd is a "no".
 * @param lifetime how old it may be, in milliseconds
 */
function believed(config, now, lifetime = LIFETIME) {
  try {
    const file = noteFile(config)
    const seen = fs.statSync(file).mtimeMs
    if (seen > now + 1000 || now - seen > SILENCE) return undefined
    const note = JSON.parse(fs.readFileSync(file, 'utf8'))
    const isFresh = note.written <= now && now - note.written < lifetime
    if (note.version !== version || !isFresh) return undefined
    return note.files.every((known) => known.state === stateOf(known.path)) ? note : undefined
  } catch {
    return undefined
  }
}

/** The config that a bare `run-due [--config FILE]` means; undefined for any other command line. */
function configOf(args) {
  const given = configsOf(args)
  return given?.length === 1 && !isPattern(given[0]) ? path.resolve(given[0]) : undefined
}

/**
 * The configs, or patterns of them, that a bare `run-due --config 'schools/*.yaml'` or one with several `--config`
 * means; undefined for any other command line, and for one school.
 */
exports.manyOf = (args) => {
  const given = configsOf(args)
  return given && (given.length > 1 || isPattern(given[0])) ? given : undefined
}

/** What stands behind `run-due`, as long as that is configs and nothing else. */
function configsOf([verb, ...rest]) {
  if (verb !== 'run-due') return undefined
  if (rest.length === 0) return [process.env.PARS_AUTO_CONFIG || 'automation.config.yaml']
  const isBare = rest.length % 2 === 0 && rest.every((one, at) => at % 2 === 1 || one === '--config')
  return isBare ? rest.filter((_one, at) => at % 2 === 1) : undefined
}

/** Whether it stands for any number of files. A file that is called so is that file. */
function isPattern(given) {
  return /[*?]/.test(given) && !fs.existsSync(given)
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

exports.LIFETIME = LIFETIME
exports.SILENCE = SILENCE
exports.believed = believed
exports.isPattern = isPattern
exports.noteFile = noteFile
exports.stateOf = stateOf
