const { manyOf, mayLook } = require('./idle.js')
const { load } = require('./load.js')

/**
 * Starts the program; or what is smaller and does as well: a text where that is all that was asked for, a look while a
 * job runs every minute and most ticks find that it has no work, and what looks after many schools at once and starts a
 * process of its own for each one that has work.
 * @param {string[]} args the words of the command line
 * @param {object} given what differs from the world of a process that Node started
 */
exports.start = async (args, given = {}) => {
  const isTick = args[0] === 'run-due'
  const help = isTick ? undefined : require('./help.js').helpOf(args)
  if (help !== undefined) {
    // Whoever reads along may go away.
    process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))
    process.stdout.write(help)
    return
  }
  const many = manyOf(args)
  if (many) {
    process.exitCode = await load(require.resolve('../dist/look.cjs'), 'many').tickAll(
      many,
      given.program ?? [process.execPath, require.resolve('./pars-auto.js')],
    )
    return
  }
  const looks = isTick && mayLook(args, Date.now())
  if (looks && (await load(require.resolve('../dist/look.cjs'), 'tick').look(args))) return
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), isTick ? 'tick' : 'command')
  process.exitCode = await main(args, { ...given, looked: looks })
}
