import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { Handover } from '../handover/handover.ts'
import { masked } from '../outbox/words.ts'
import { may } from '../permissions/person.ts'
import type { World } from '../world.ts'
import { asJson } from './display.ts'
import type { CommonOptions } from './options.ts'
import { givePage } from './page-file.ts'
import { withSchoolInForce } from './school.ts'

interface HandoverOptions extends CommonOptions {
  out?: string
}

/** What whoever takes over has to know: as a page to print, as text, or as JSON. */
export async function handover(world: World, options: HandoverOptions): Promise<ExitCode> {
  const { out, json } = options
  if (json && out !== undefined) throw new UserError('Choose one of --json and --out.', Exit.usage)
  return withSchoolInForce(world, options, async (school, person) => {
    const { handoverOf } = await import('../handover/handover.ts')
    // They stand in the config, which whoever is here has: they are kept only from those who were not granted them.
    const told = await handoverOf(school, (address) =>
      may(person, 'personal') ? address : masked('mail', address),
    )
    if (json) world.out(asJson(jsonOf(told)))
    else if (out === undefined) {
      const { handoverText } = await import('../handover/markdown.ts')
      world.out(handoverText(told))
    } else {
      const { handoverPage } = await import('../handover/page.ts')
      givePage(world, out, handoverPage(told), 'open it in any browser, and print it.')
    }
    return Exit.done
  })
}

const jsonOf = ({ madeText: _text, where, ...told }: Handover) => ({
  ...told,
  where: where.map(([what, place]) => ({ what, where: place })),
})
