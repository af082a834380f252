import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Exit, UserError } from '../../exit.ts'
import { runAsking } from '../../program.ts'
import { ask, said, systemProgram } from '../programs.ts'
import type { Entry, HostSchedule, Wanted } from '../schedule.ts'
import type { Here } from '../which.ts'
import { isManaged, type Logon, logonOf } from './account.ts'
import { readTasks, textOf } from './read-tasks.ts'
import { asFile, taskXml } from './task-xml.ts'

/** Windows Task Scheduler, by the program of the system that speaks to it. */
export class TaskScheduler implements HostSchedule {
  readonly kind = 'windows'
  readonly #here: Here

  constructor(here: Here) {
    this.#here = here
  }

  async pieces(wanted: Wanted) {
    const account = await this.#accountOf(wanted)
    const text = `<?xml version="1.0"?>\n${taskXml({ ...wanted, account })}`
    return [{ where: `task \\${wanted.name}, to run as ${account}`, text }]
  }

  async install(wanted: Wanted): Promise<string[]> {
    const account = await this.#accountOf(wanted)
    const logon = logonOf(account, wanted)
    if (logon.password === 'asked' && !this.#here.terminal.input) throw noTerminal(account)
    const folder = await mkdtemp(path.join(tmpdir(), 'pars-auto-'))
    try {
      const file = path.join(folder, 'task.xml')
      await writeFile(file, asFile(taskXml({ ...wanted, account })), { mode: 0o600 })
      await this.#create(wanted.name, file, account, logon)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    return [
      `Task Scheduler has the task \\${wanted.name}: every minute, as ${account}, whether anybody is logged on or not.`,
      ...reminders(account, logon),
    ]
  }

  async #create(name: string, file: string, account: string, logon: Logon): Promise<void> {
    const create = ['/create', '/tn', name, '/xml', file, '/f']
    if (logon.password === 'asked') {
      const program = systemProgram('schtasks', this.#here)
      // Windows asks, and Windows keeps it: it never passes through here.
      const code = await runAsking(program, [...create, '/ru', account, '/rp', '*'], this.#here.env)
      if (code !== 0) throw new UserError(`Windows did not take the task. ${ELEVATED}`)
      return
    }
    const managed = isManaged(account) ? ['/ru', account, '/rp', ''] : []
    const ended = await ask(this.#here, 'schtasks', [...create, ...managed])
    if (ended.code !== 0) throw new UserError(`Windows did not take the task: ${said(ended)} ${ELEVATED}`)
  }

  async entries(wanted: Wanted): Promise<Entry[]> {
    const ended = await ask(this.#here, 'schtasks', ['/query', '/xml', 'ONE'])
    if (ended.code !== 0) throw new UserError(`Windows does not list its tasks: ${said(ended)}`)
    return readTasks(textOf(ended.bytes), wanted)
  }

  async uninstall(wanted: Wanted): Promise<string[]> {
    if (!(await this.entries(wanted)).some(({ isNamed }) => isNamed)) return []
    const ended = await ask(this.#here, 'schtasks', ['/delete', '/tn', wanted.name, '/f'])
    if (ended.code !== 0) throw new UserError(`Windows did not delete the task: ${said(ended)} ${ELEVATED}`)
    return [`The task \\${wanted.name} is deleted.`]
  }

  /** Variables that are set for the computer, or for the account that it runs as, are not known here. */
  async environment() {
    return undefined
  }

  async #accountOf({ account }: Wanted): Promise<string> {
    return account ?? (await this.#here.directory.account()) ?? this.#here.host.person
  }
}

const ELEVATED = 'Was this started as administrator?'

const noTerminal = (account: string) =>
  new UserError(
    `Windows asks for the password of ${account}, and there is no terminal to ask on. Use a group managed service account (--account 'DOMAIN\\name$'), or --no-password if the ticks need nothing on other computers.`,
    Exit.usage,
  )

function reminders(account: string, { type, password }: Logon): string[] {
  if (type === undefined) return []
  const right = `${account} needs the right "Log on as a batch job" on this computer.`
  if (type === 'S4U')
    return [
      right,
      'Without a password it reaches nothing on other computers as that account: SQL Server elsewhere needs a login of its own in the config.',
    ]
  return password === 'asked'
    ? [right, 'When the password of that account changes, install it again.']
    : [right]
}
