import type { Config } from '../../config/config.ts'
import { notReady, unknownPrinter } from '../../print/channel.ts'
import { spoolerHere } from '../../print/spooler.ts'
import { SpoolerTrouble } from '../../print/trouble.ts'
import { type Check, type Finding, failed, none, ok, warning } from '../check.ts'

export const printer: Check = {
  name: 'printer',
  about: 'The printers of the config are there; nothing is printed.',
  needs: 'config',
  patience: 30_000,
  async look(_patient, config): Promise<Finding[]> {
    const names = printersOf(config)
    if (names.length === 0) return [none('The config names no printer.')]
    try {
      const known = await spoolerHere().printers()
      return names.map((name) => {
        const found = known.find((one) => one.name === name)
        if (!found)
          return failed(unknownPrinter(name, known), 'pars-auto print printers shows those of this account')
        return found.state === 'ready'
          ? ok(`The printer ${name} is there.`)
          : warning(notReady(found), 'See to the printer, then: pars-auto print test')
      })
    } catch (error) {
      if (!(error instanceof SpoolerTrouble)) throw error
      return [failed(error.message)]
    }
  },
}

/** The usual one, and those that jobs name. */
function printersOf({ print, jobs }: Config): string[] {
  const own = jobs
    .filter(({ enabled }) => enabled)
    .map(({ params }) => (params as { print?: { printer?: string } }).print?.printer)
  return [...new Set([print?.printer, ...own].filter((name) => name !== undefined))]
}
