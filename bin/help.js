const fs = require('node:fs')
const path = require('node:path')

/** What `pars-auto … --help` says, as the build has written it down; undefined for any other command line. */
exports.helpOf = (args) => {
  const words = wordsOf(args)
  if (!words?.every((word) => /^[a-z][a-z-]*$/.test(word))) return undefined
  try {
    const texts = JSON.parse(fs.readFileSync(path.join(__dirname, '../dist/help.json'), 'utf8'))
    return Object.hasOwn(texts, words.join(' ')) ? texts[words.join(' ')] : undefined
  } catch {
    return undefined
  }
}

function wordsOf(args) {
  if (args[0] === 'help') return args.slice(1)
  return /^(-h|--help)$/.test(args.at(-1) ?? '') ? args.slice(0, -1) : undefined
}
