import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { Exit, UserError } from '../../exit.ts'
import { readOr, removeHostFile, writeHostFile } from '../host-file.ts'
import { ask, insistOnAccount, said } from '../programs.ts'
import type { Entry, HostSchedule, Trouble, Wanted } from '../schedule.ts'
import type { Here } from '../which.ts'
import { isMinutely, readService, serviceText, timerText } from './units.ts'

/** systemd: a timer and what it starts, for one account or for the whole host. */
export class Systemd implements HostSchedule {
  readonly kind = 'systemd'
  readonly #here: Here

  constructor(here: Here) {
    this.#here = here
  }

  async pieces(wanted: Wanted) {
    const file = (kind: string) => path.join(this.#folder(wanted.system), `${wanted.name}.${kind}`)
    return [
      { where: file('service'), text: serviceText(wanted) },
      { where: file('timer'), text: timerText(wanted) },
    ]
  }

  async install(wanted: Wanted): Promise<string[]> {
    const { name, account, system } = wanted
    if (account !== undefined && !system)
      throw new UserError('A timer of another account is one of the host: give --system as well.', Exit.usage)
    if (account !== undefined) await insistOnAccount(this.#here, account)
    const pieces = await this.pieces(wanted)
    for (const { where, text } of pieces) writeHostFile(where, text)
    await this.#order(system, 'daemon-reload')
    await this.#order(system, 'enable', '--now', `${name}.timer`)
    const done = [
      `The timer ${name}.timer starts a tick every minute, as ${account ?? this.#here.host.person}.`,
    ]
    if (system || (await this.#lingers())) return done
    const { code } = await ask(this.#here, 'loginctl', ['enable-linger'])
    return code === 0 ? [...done, 'It goes on when you log out (loginctl enable-linger).'] : done
  }

  async entries(wanted: Wanted): Promise<Entry[]> {
    const found: Entry[] = []
    for (const system of [false, true]) {
      const folder = this.#folder(system)
      const units = existsSync(folder) ? readdirSync(folder).sort() : []
      for (const file of units.filter((unit) => unit.endsWith('.timer'))) {
        const entry = await this.#entry(path.join(folder, file), system, wanted)
        if (entry) found.push(entry)
      }
    }
    return found
  }

  async #entry(file: string, system: boolean, { name }: Wanted): Promise<Entry | undefined> {
    const timer = readOr(file)
    const unit = path.basename(file)
    const service = /^Unit=(.*)$/m.exec(timer)?.[1] ?? unit.replace(/timer$/, 'service')
    const tick = readService(readOr(path.join(path.dirname(file), service)))
    if (!tick) return undefined
    const user = system ? [] : ['--user']
    const isActive = (await ask(this.#here, 'systemctl', [...user, 'is-active', unit])).code === 0
    const isEnabled = (await ask(this.#here, 'systemctl', [...user, 'is-enabled', unit])).code === 0
    const command = ['systemctl', ...user].join(' ')
    const troubles: Trouble[] = []
    if (!isMinutely(timer))
      troubles.push({ problem: 'it does not start every minute', cure: 'pars-auto install-schedule' })
    if (isActive && !isEnabled)
      troubles.push({
        problem: 'it is not enabled: after the next start of this computer it does not run',
        cure: `${command} enable ${unit}`,
      })
    if (!system && !(await this.#lingers()))
      troubles.push({ problem: 'it stops when its account logs out', cure: 'loginctl enable-linger' })
    return {
      kind: 'systemd',
      where: file,
      isNamed: unit === `${name}.timer`,
      isOff: !isActive,
      ...tick,
      troubles,
      removal: `${command} disable --now ${unit}`,
    }
  }

  async uninstall(wanted: Wanted): Promise<string[]> {
    const done: string[] = []
    for (const system of [false, true]) {
      const [service, timer] = await this.pieces({ ...wanted, system })
      if (readOr(timer!.where) === '') continue
      await this.#order(system, 'disable', '--now', `${wanted.name}.timer`)
      for (const { where } of [timer!, service!]) removeHostFile(where)
      await this.#order(system, 'daemon-reload')
      done.push(`${timer!.where} and its service are deleted.`)
    }
    return done
  }

  /** systemd hands nothing on of what a person's shell has. */
  async environment() {
    return {}
  }

  async #order(system: boolean, ...order: string[]): Promise<void> {
    const ended = await ask(this.#here, 'systemctl', [...(system ? [] : ['--user']), ...order])
    if (ended.code === 0) return
    throw new UserError(`systemctl ${order.join(' ')} failed: ${said(ended)}`)
  }

  /** Whether what belongs to the account goes on when it logs out. */
  async #lingers(): Promise<boolean> {
    const { host } = this.#here
    const { code, out } = await ask(this.#here, 'loginctl', ['show-user', host.person, '--property=Linger'])
    return code === 0 && out.trim() === 'Linger=yes'
  }

  #folder(system: boolean): string {
    const { env, unitFolder } = this.#here
    if (system) return unitFolder
    return path.join(env.XDG_CONFIG_HOME || path.join(env.HOME ?? homedir(), '.config'), 'systemd', 'user')
  }
}
