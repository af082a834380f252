import { ANY_JOB, NEEDS, type Needs } from '../commands/needs.ts'
import { PERMISSIONS, type Permission, permissions, titleOf } from '../permissions/permission.ts'

/** docs/permissions.md: who may do what. */
export function permissionsPage(): string {
  return [
    '# Who may do what',
    'Made from `src/commands/needs.ts`; change that, not this page.',
    ...INTRODUCTION,
    table(
      ['Permission', 'In the config', 'Lets somebody'],
      permissions.map((one) => [PERMISSIONS[one].title, `\`permissions.${one}\``, PERMISSIONS[one].about]),
    ),
    ...GRANTS,
    '## Each command',
    table(
      ['Command', 'Needs', ''],
      Object.entries<Needs>(NEEDS).map(([name, entry]) => [
        `\`${name}\``,
        titles(entry.needs),
        remark(entry),
      ]),
    ),
    `\`${ANY_JOB}\` stands for the command of each job, which runs it by hand.`,
    ...PERSONAL,
    '',
  ].join('\n\n')
}

const INTRODUCTION = [
  'The first two permissions are PARS’ own. Whoever lacks one that is needed is told which, and where it is granted; the program ends with 9, nothing is done, and it is on record.',
]

const GRANTS = [
  '## Who holds them',
  'Two places say so, and either is enough: the section `permissions` of the config, with accounts and groups of the operating system, and the table `automation_grant` of the [contract](contract.md), onto which a site maps the permissions of PARS.',
  "```yaml\npermissions:\n  access:\n    groups: [IT Support, Attendance Office]\n  setup:\n    accounts: ['RIVERSIDE\\b.khan']\n  personal:\n    groups: [Attendance Office]\n  service:\n    accounts: ['RIVERSIDE\\svc-pars']\n```",
  'With the section in the config, nobody may do what neither place grants, also while the table is empty. Without the section and with an empty table nobody has said anything: then whoever can open the database may do everything, as on the embedded school of the demo. `permissions.service` is the account under which the scheduler starts `run-due`; without it any account may.',
  '`pars-auto permissions` says who you are taken for: by the login to the database, where that is not the one that the service has too; otherwise by the account that the program runs under, as the operating system says it. `j.smith` is an account of that name in any domain, `RIVERSIDE\\j.smith` only the one of that domain. On Windows the groups are those that `whoami /groups` shows, on Linux those of the process.',
  'This keeps duties apart and says who did what. It is no wall around the database: whoever may change that with other programs needs no permission of ours, so keep its own rights as tight.',
]

const PERSONAL = [
  '## What is about people',
  'Lists (`sms queue`, `sms replies`, `outbox`, `mail queue`, the rows of `JOB --dry-run --verbose`) show `…` in place of names, numbers, addresses and texts, to everybody but those to whom *View personal data* was granted. So do the rows of the jobs whose groups say who has a special need, a medical condition or free meals: there it is the pupil that is not shown.',
  'Reports, their preview and recipients, and `db export` are about people as a whole: without that permission they are refused. While nobody has said who may do what, they are open like everything else.',
  'What a report job mails to somebody goes to whom the config says; it is that person’s to see.',
  '## What is on record',
  '`pars-auto audit` lists who changed, approved, deleted, decided or tried out what, when, on which host and under which config, and who was refused. An entry is written together with what it is about: there is neither without the other. It names runs, jobs, texts and items by number, and holds nothing about a person but who did it.',
]

/** What is special about a command, beside the permission that it needs. */
export function remark({ flags = {}, argument, changed, because }: Needs): string {
  const withFlags = Object.entries(flags).map(
    ([flag, needs]) =>
      `with \`--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\`: ${titles(needs)}`,
  )
  const otherwise = changed
    ? [
        `for a run, not a dry run, that is not as the config says (a flag changes a parameter, or it is not switched on there): ${titles(changed)}`,
      ]
    : []
  const withArgument = argument ? [`with an argument: ${titles(argument)}`] : []
  return [...withFlags, ...withArgument, ...otherwise, ...(because ? [because] : [])].join('; ')
}

export const titles = (needs: Permission[]) => needs.map(titleOf).join(' and ') || 'nothing: anybody may'

const table = (heads: string[], rows: string[][]) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
