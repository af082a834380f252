const { isAscii } = require('node:buffer')
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { setFlagsFromString } = require('node:v8')
const vm = require('node:vm')
const { version } = require('../package.json')
const { caches, isOurs } = require('./account.js')

/**
 * Loads a file of the bundle as `require` does, with the code that V8 compiled the last time: to compile the program
 * anew takes longer than most ticks have to do. What is kept counts for this version of Node and for the file as it
 * is now; V8 looks at it once more. Where there is none, or it does not fit, the file is compiled as usual.
 * @param {string} file its absolute path
 * @param {string} use what the process is for: another use compiles other functions
 */
exports.load = (file, use) => {
  spareShortRuns()
  const kept = new Kept(use)
  const loaded = new Map()
  const load = (one) => {
    if (loaded.has(one)) return loaded.get(one).exports
    const module = new Module(one)
    module.filename = one
    module.paths = Module._nodeModulePaths(path.dirname(one))
    loaded.set(one, module)
    const plain = Module.createRequire(one)
    const part = (id) => (/^\.\.?\/.*\.cjs$/.test(id) ? load(path.resolve(path.dirname(one), id)) : plain(id))
    const require = Object.assign(part, {
      resolve: plain.resolve,
      cache: plain.cache,
      main: process.mainModule,
    })
    kept.compiled(one).call(module.exports, module.exports, require, module, one, path.dirname(one))
    module.loaded = true
    return module.exports
  }
  process.once('exit', () => kept.keep())
  return load(file)
}

/**
 * Most commands are over before the code that V8 makes faster meanwhile has paid for itself. With this a function has to
 * be used some more until it counts as hot: V8's own measure is 132 kB of code that ran. Later versions of Node have a
 * compiler for the time between, and not this flag.
 */
function spareShortRuns() {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=1000000')
}

/** What was compiled, in files of this host. */
class Kept {
  #use
  #fresh = []

  constructor(use) {
    this.#use = use
  }

  /** The function that a file of code becomes. */
  compiled(file) {
    const { mtimeMs, size } = fs.statSync(file)
    const name = `${path.basename(file, '.cjs')}.${this.#use}.${size}-${mtimeMs}.code`
    const cachedData = read(name)
    const script = new vm.Script(Module.wrap(textOf(file)), {
      filename: file,
      cachedData,
    })
    if (!cachedData || script.cachedDataRejected) this.#fresh.push({ name, script })
    return script.runInThisContext()
  }

  /** At the end, when what is needed has been compiled. */
  keep() {
    for (const { name, script } of this.#fresh) write(name, script)
  }
}

/** Nearly all is ASCII, which is read in no time. What a page says between its tags cannot be written so. */
function textOf(file) {
  const bytes = fs.readFileSync(file)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

const EXTENT = `${version}-${process.version}-${process.arch}`

/** Beside the program, where this account may write there; otherwise among the caches of the account. */
function folders() {
  return [path.join(__dirname, '../dist/.code', EXTENT), path.join(caches(), 'pars-auto', EXTENT)]
}

function read(name) {
  for (const folder of folders()) {
    try {
      const file = path.join(folder, name)
      if (isOurs(fs.statSync(file))) return fs.readFileSync(file)
    } catch {
      // There is none, or it is not for us to read.
    }
  }
  return undefined
}

/** Whole or not at all: written aside and renamed. What was kept of the file as it used to be goes. */
function write(name, script) {
  for (const folder of folders()) {
    const aside = path.join(folder, `${name}.${process.pid}`)
    try {
      fs.mkdirSync(folder, { recursive: true })
      fs.writeFileSync(aside, script.createCachedData(), { mode: 0o644 })
      fs.renameSync(aside, path.join(folder, name))
      const [part, use] = name.split('.')
      for (const old of fs.readdirSync(folder))
        if (old !== name && old.startsWith(`${part}.${use}.`))
          fs.rmSync(path.join(folder, old), { force: true })
      return
    } catch {
      drop(aside)
    }
  }
}

function drop(file) {
  try {
    fs.rmSync(file, { force: true })
  } catch {
    // Its folder is none.
  }
}
