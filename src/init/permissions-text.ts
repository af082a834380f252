import { inline } from '../config/inline.ts'
import { type Answers, loginAccount } from './answers.ts'
import { comment } from './yaml-text.ts'

/** The section `permissions`: whoever writes the file holds both of PARS' own. */
export function permissionLines(answers: Answers): string[] {
  const { account, personal } = answers
  const accounts = (names: string[]) => `    accounts: ${inline(names)}`
  const services = serviceAccounts(answers)
  if (account === undefined)
    return [
      ...comment(
        'Who may do what: see docs/permissions.md. Without this section everybody may who can open the database.',
      ),
      ...SAMPLE.map((line) => `# ${line}`),
    ]
  return [
    ...comment(
      'Who may do what: accounts and groups of the operating system, besides those to whom the table automation_grant grants it. See docs/permissions.md.',
    ),
    'permissions:',
    '  # Access automation control: see what there is, and run what is configured.',
    '  access:',
    accounts([account]),
    '    # groups: [IT Support, Attendance Office]',
    '  # Setup automation jobs: change, approve, delete and decide.',
    '  setup:',
    accounts([account]),
    '  # View personal data: see names, numbers, addresses and texts. Reports need it.',
    ...(personal
      ? ['  personal:', accounts([account])]
      : ['  # personal:', '  #   groups: [Attendance Office]']),
    '  # The account under which the scheduler starts run-due. While nobody is named, any account may.',
    ...(services.length > 0
      ? ['  service:', accounts(services)]
      : ['  # service:', "  #   accounts: ['RIVERSIDE\\svc-pars']"]),
  ]
}

const SAMPLE = [
  'permissions:',
  "  access: { accounts: ['RIVERSIDE\\j.smith'] }",
  "  setup: { accounts: ['RIVERSIDE\\j.smith'] }",
]

/** The login that everybody comes with is among them: it says nothing about who somebody is. */
function serviceAccounts(answers: Answers): string[] {
  const both = [answers.service, loginAccount(answers)].filter((one) => one !== undefined)
  return both.filter((one, at) => both.findIndex((other) => same(one, other)) === at)
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
