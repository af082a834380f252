const { manyOf } = require('./idle.js')
const { load } = require('./load.js')

/**
 * Starts the program; or what is smaller and does as well. That is a text where nothing else was asked for. While a job
 * runs every minute, most ticks find nothing but that it has no work: those are another program. It also looks after
 * many schools at once, and starts a process of its own for each one that has work.
 * @param {string[]} args the words of the command line
 * @param found the config that a tick is about, with its note
 */
exports.start = async (args, found) => {
  // A process that a tick of many schools has started for several of them, and talks to.
  if (args[0] === 'tick-in-turn' && process.send) {
    load(require.resolve('../dist/pars-auto.cjs'), 'tick').tickInTurn()
    return
  }
  const isTick = args[0] === 'run-due'
  const text = isTick ? undefined : textOf(args)
  if (text !== undefined) {
    // Whoever reads along may go away.
    process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))
    process.stdout.write(text)
    return
  }
  const many = manyOf(args)
  if (many) {
    process.exitCode = await load(require.resolve('../dist/look.cjs'), 'many').tickAll(many)
    return
  }
  const looks = found?.note.look !== undefined
  if (looks && (await load(require.resolve('../dist/look.cjs'), 'tick').look(found))) return
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), isTick ? 'tick' : 'command')
  process.exitCode = await main(args, { looked: looks })
}

/** What the command line itself can be asked: help, and what may come next on it. */
function textOf(args) {
  const help = require('./help.js').helpOf(args)
  if (help !== undefined || args[0] !== 'completion') return help
  return require('../dist/completion.cjs').completed(args.slice(1))
}
