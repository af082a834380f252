import { isAddress } from '../../mail/address.ts'
import { refusalOf } from '../../mail/domains.ts'
import { isMeantAsAddress, RESPONSIBLE, splitFor } from '../../reports/delivery/responsible.ts'
import type { Draft } from '../draft.ts'
import type { Path } from '../problem.ts'
import { quote } from '../quote.ts'
import { at } from '../tree.ts'
import { type ReportDraft, reportJobs } from './report-jobs.ts'
import type { Rule } from './rule.ts'

export const reportAddress: Rule = {
  name: 'report-address',
  about: 'An address that a report is mailed to is one, and of a domain that mails may go to.',
  severity: 'error',
  *check(draft) {
    for (const job of reportJobs(draft)) {
      const { otherwise } = job.params
      const given = [...recipients(draft, job)].filter(({ to }) => isMeantAsAddress(to))
      if (otherwise) given.push({ to: otherwise, path: [...job.path, 'otherwise'] })
      for (const { to, path } of given) {
        if (!isAddress(to))
          yield { path, message: `${quote(to)} is no mail address`, hint: 'one address each, without a name' }
        else if (draft.mail && refusalOf(draft.mail, [to]))
          yield {
            path,
            message: `mails may not go to ${quote(to)}: its domain is not allowed`,
            hint: "add the domain to 'mail.allowedDomains'; with none there it is that of 'mail.from' only",
          }
      }
    }
  },
}

export const reportResponsible: Rule = {
  name: 'report-responsible',
  about: 'tutor, head of year and the like are those of a part: the report is split accordingly.',
  severity: 'error',
  *check(draft) {
    for (const job of reportJobs(draft)) {
      const { splitBy } = job.params
      for (const { to, path } of recipients(draft, job)) {
        const split = splitFor(to)
        if (split === undefined || split === splitBy) continue
        const fits = Object.entries(RESPONSIBLE).find(([, one]) => one === splitBy)?.[0]
        const otherwise = fits ? `, or mail it to ${quote(fits)}` : ''
        yield {
          path,
          message: `${quote(to)} is somebody else for each ${WORDS[split]}, and the report is ${splitBy ? `split by ${splitBy}` : 'not split'}`,
          hint: `add splitBy: ${split}${otherwise}`,
        }
      }
    }
  },
}

const WORDS = { year: 'year group', group: 'registration group', house: 'house', class: 'class' }

export const reportOtherwise: Rule = {
  name: 'report-otherwise',
  about: 'Where a report goes to a role, somebody should get it while nobody has that role.',
  severity: 'warning',
  *check(draft) {
    for (const job of reportJobs(draft)) {
      if (job.params.otherwise) continue
      const [role] = [...recipients(draft, job)].filter(({ to }) => !isMeantAsAddress(to))
      if (role)
        yield {
          path: role.path,
          message: `while nobody at the school is ${quote(role.to)}, or has an address, nobody gets this`,
          hint: "add 'otherwise' with an address that is always there, such as that of the office",
        }
    }
  },
}

/** Everybody whom a job mails, each with where that stands. */
function* recipients({ root }: Draft, { path, params }: ReportDraft): Generator<{ to: string; path: Path }> {
  const place = [...path, 'to']
  const isList = at(root, place)?.kind === 'list'
  for (const [index, to] of [params.to ?? []].flat().entries())
    yield { to, path: isList ? [...place, index] : place }
}
