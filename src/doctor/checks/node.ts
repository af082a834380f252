import { type Check, type Finding, failed, ok, warning } from '../check.ts'

/** The oldest that the program runs on: package.json. */
const OLDEST = 20

/** Until when each version gets security updates: https://github.com/nodejs/release#release-schedule */
const ENDS: Record<number, string> = { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30' }

export const node: Check = {
  name: 'node',
  about: 'Node.js is new enough, and still gets security updates.',
  look: async ({ world }) => [nodeFinding(process.versions.node, world.clock())],
}

/** @param version such as `20.20.2`; @param now epoch ms */
export function nodeFinding(version: string, now: number): Finding {
  const major = Number.parseInt(version, 10)
  const cure = 'Install a version with long-term support: https://nodejs.org'
  if (major < OLDEST) return failed(`Node.js ${version} is too old: it takes ${OLDEST} or newer.`, cure)
  const end = ENDS[major]
  if (end && now > Date.parse(end))
    return warning(`Node.js ${version} gets no security updates since ${end}.`, cure)
  // The odd ones are for trying things out.
  if (major % 2 === 1) return warning(`Node.js ${version} gets updates for some months only.`, cure)
  return ok(`Node.js ${version}${end ? ` gets security updates until ${end}` : ''}.`)
}
