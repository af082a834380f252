import path from 'node:path'
import type { Problem } from '../../config/problem.ts'
import { type Check, type Finding, failed, ok, warning } from '../check.ts'

/** Of many problems, as many are told. */
const TOLD = 2

export const config: Check = {
  name: 'config',
  about: 'The config has no errors.',
  async look({ file, loaded, config: inForce }): Promise<Finding[]> {
    const name = path.basename(file)
    const errors = loaded.problems.filter(({ severity }) => severity === 'error')
    const warnings = loaded.problems.filter(({ severity }) => severity === 'warning')
    if (errors.length > 0) {
      const rest = inForce ? ' The rest is looked at with the last valid one, with which ticks go on.' : ''
      return [
        failed(`${name} has ${many(errors.length, 'error')}: ${told(errors)}${rest}`, 'pars-auto validate'),
      ]
    }
    const { jobs } = loaded.config!
    const off = jobs.filter(({ enabled }) => !enabled).length
    const shadow = jobs.filter(({ enabled, shadow }) => enabled && shadow).length
    const more = [...(shadow > 0 ? [`${shadow} in shadow`] : []), ...(off > 0 ? [`${off} switched off`] : [])]
    const valid = `${name} is valid: ${[many(jobs.length, 'job'), ...more].join(', ')}`
    if (warnings.length === 0) return [ok(`${valid}.`)]
    return [
      warning(`${valid}, with ${many(warnings.length, 'warning')}: ${told(warnings)}`, 'pars-auto validate'),
    ]
  },
}

function told(problems: Problem[]): string {
  const lines = problems.slice(0, TOLD).map(({ line, message }) => `line ${line}: ${message}`)
  const more = problems.length - lines.length
  return `${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
