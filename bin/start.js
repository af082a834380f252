const { mayLook } = require('./idle.js')
const { load } = require('./load.js')

/**
 * Starts the program; or what is smaller and does as well: a text where that is all that was asked for, and a look
 * while a job runs every minute and most ticks find that it has no work.
 * @param {string[]} args the words of the command line
 * @param {object} given what differs from the world of a process that Node started
 */
exports.start = async (args, given = {}) => {
  const isTick = args[0] === 'run-due'
  const help = isTick ? undefined : require('./help.js').helpOf(args)
  if (help !== undefined) return void process.stdout.write(help)
  const looks = isTick && mayLook(args, Date.now())
  if (looks && (await load(require.resolve('../dist/look.cjs'), 'tick').look(args))) return
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), isTick ? 'tick' : 'command')
  process.exitCode = await main(args, { ...given, looked: looks })
}
