import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'dotenv'
import { UserError } from '../../exit.ts'
import { readOr, removeHostFile, writeHostFile } from '../host-file.ts'
import { ask, insistOnAccount, said } from '../programs.ts'
import type { Entry, HostSchedule, Wanted } from '../schedule.ts'
import type { Here } from '../which.ts'
import { cronLine, markOf } from './line.ts'
import { entriesOf, type Table } from './table.ts'

/** cron: a line in the crontab of an account, or a table of its own for the whole host. */
export class Cron implements HostSchedule {
  readonly kind = 'cron'
  readonly #here: Here

  constructor(here: Here) {
    this.#here = here
  }

  async pieces(wanted: Wanted) {
    if (!wanted.system)
      return [{ where: `a line in the crontab of ${this.#whose(wanted)}`, text: cronLine(wanted) }]
    return [{ where: this.#file(wanted), text: tableText(wanted) }]
  }

  async install(wanted: Wanted): Promise<string[]> {
    if (wanted.account !== undefined) await insistOnAccount(this.#here, wanted.account)
    if (wanted.system) {
      writeHostFile(this.#file(wanted), tableText(wanted))
      return [`${this.#file(wanted)} starts a tick every minute, as ${wanted.account}.`]
    }
    const before = await this.#read(wanted)
    const lines = linesOf(before)
    const at = lines.findIndex((line) => isMarked(line, wanted.name))
    const others = lines.filter((line) => !isMarked(line, wanted.name))
    await this.#write(wanted, others.toSpliced(at < 0 ? others.length : at, 0, cronLine(wanted)))
    return [
      `The crontab of ${this.#whose(wanted)} starts a tick every minute; its other lines are as they were.`,
    ]
  }

  async entries(wanted: Wanted): Promise<Entry[]> {
    const { name } = wanted
    const tables: Table[] = [
      {
        where: `crontab of ${this.#whose(wanted)}`,
        text: await this.#read(wanted),
        hasUser: false,
        isNamed: (line) => isMarked(line, name),
        removal: wanted.account === undefined ? 'crontab -e' : `crontab -u ${wanted.account} -e`,
      },
      ...this.#tablesOfHost().map((file) => ({
        where: file,
        text: readOr(file),
        hasUser: true,
        isNamed: (line: string) => file === this.#file(wanted) && isMarked(line, name),
        removal: `an editor, on ${file}`,
      })),
    ]
    return tables.flatMap(entriesOf)
  }

  async uninstall(wanted: Wanted): Promise<string[]> {
    const done: string[] = []
    const lines = linesOf(await this.#read(wanted))
    const others = lines.filter((line) => !isMarked(line, wanted.name))
    if (others.length < lines.length) {
      await this.#write(wanted, others)
      done.push(`The line is out of the crontab of ${this.#whose(wanted)}; its other lines are as they were.`)
    }
    if (removeHostFile(this.#file(wanted))) done.push(`${this.#file(wanted)} is deleted.`)
    return done
  }

  /** What the crontab itself sets, and what Debian's cron takes from the host. */
  async environment(wanted: Wanted): Promise<Record<string, string>> {
    const text = wanted.system ? tableText(wanted) : await this.#read(wanted)
    const set = linesOf(text).filter((line) => /^\s*\w+\s*=/.test(line))
    return { ...parse(readOr('/etc/environment')), ...parse(set.join('\n')) }
  }

  /** @throws UserError rather than take a crontab for empty that cannot be read */
  async #read(wanted: Wanted): Promise<string> {
    const ended = await ask(this.#here, 'crontab', [...userOf(wanted), '-l'])
    if (ended.code === 0) return ended.out
    if (/no crontab for/i.test(ended.err)) return ''
    throw new UserError(`The crontab of ${this.#whose(wanted)} cannot be read: ${said(ended)}`)
  }

  async #write(wanted: Wanted, lines: string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join('')
    const ended = await ask(this.#here, 'crontab', [...userOf(wanted), '-'], Buffer.from(text))
    if (ended.code !== 0)
      throw new UserError(`cron did not take the crontab of ${this.#whose(wanted)}: ${said(ended)}`)
  }

  #whose = ({ account }: Wanted): string => account ?? this.#here.host.person

  #file = ({ name }: Wanted): string => path.join(this.#here.cronFolder, name)

  #tablesOfHost(): string[] {
    const { cronFolder } = this.#here
    const names = existsSync(cronFolder) ? readdirSync(cronFolder) : []
    const files = [
      path.join(path.dirname(cronFolder), 'crontab'),
      ...names.map((n) => path.join(cronFolder, n)),
    ]
    return files.filter((file) => readOr(file) !== '')
  }
}

const userOf = ({ account }: Wanted): string[] => (account === undefined ? [] : ['-u', account])

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

const isMarked = (line: string, name: string): boolean => line.trimEnd().endsWith(markOf(name))

/** A table for the whole host. cron passes over one that others may write. */
const tableText = (wanted: Wanted): string =>
  `# Made by pars-auto install-schedule, which writes it anew.\n${cronLine(wanted, wanted.account)}\n`
