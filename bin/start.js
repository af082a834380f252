const { mayLook } = require('./idle.js')
const { load } = require('./load.js')

/**
 * Starts the program, or while a job runs every minute and most ticks find that it has no work, another, smaller one
 * that sees so.
 * @param {string[]} args the words of the command line
 * @param {object} given what differs from the world of a process that Node started
 */
exports.start = async (args, given = {}) => {
  const looks = mayLook(args, Date.now())
  if (looks && (await load(require.resolve('../dist/look.cjs'), 'tick').look(args))) return
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), args[0] === 'run-due' ? 'tick' : 'command')
  process.exitCode = await main(args, { ...given, looked: looks })
}
