import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
const program = (name: string) =>
  FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file))

/** The programs of CUPS, Debian's cups and cups-ipp-utils; undefined where one is missing. */
export const cups = program('cupsd') && program('lp') && program('ipptool') ? program('cupsd') : undefined

const SERVER_BIN = '/usr/lib/cups'

/** What a printer does with a job: puts it into the folder as it comes, with its own name, copies and options. */
const BACKEND = (folder: string) => `#!/bin/sh
[ $# -eq 0 ] && { echo 'direct keep "Unknown" "Keep"'; exit 0; }
cat "\${6:--}" > "${folder}/$1.part"
printf '%s\\n' "$3" "$4" "$5" > "${folder}/$1.options"
mv "${folder}/$1.part" "${folder}/$1.pdf"
`

/** What a printer got. */
export interface Printed {
  bytes: Buffer
  title: string
  copies: string
  options: string
}

/** A CUPS of our own, in a folder of its own, that nobody else knows of. Printers are added by name. */
export class TestCups {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cups-'))
  #server: ChildProcess | undefined

  constructor() {
    const at = (...parts: string[]) => path.join(this.folder, ...parts)
    for (const name of ['root', 'cache', 'state', 'spool', 'tmp', 'log', 'paper', 'bin', 'bin/backend'])
      mkdirSync(at(name))
    for (const name of readdirSync(SERVER_BIN))
      if (name !== 'backend') symlinkSync(path.join(SERVER_BIN, name), at('bin', name))
    writeFileSync(at('bin/backend/keep'), BACKEND(at('paper')))
    // Run as root where it may be: others may write nothing of ours.
    chmodSync(at('bin/backend/keep'), 0o700)
    writeFileSync(
      at('cupsd.conf'),
      `Listen ${this.socket}
LogLevel debug
Browsing No
WebInterface No
DefaultAuthType None
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`,
    )
    const { username, uid } = userInfo()
    const folders = { ServerRoot: 'root', CacheDir: 'cache', StateDir: 'state', RequestRoot: 'spool' }
    writeFileSync(
      at('cups-files.conf'),
      [
        ...Object.entries(folders).map(([key, name]) => `${key} ${at(name)}`),
        `TempDir ${at('tmp')}`,
        `ServerBin ${at('bin')}`,
        ...['Access', 'Error', 'Page'].map((log) => `${log}Log ${at('log', log)}`),
        ...(uid === 0 ? [] : [`User ${username}`]),
        '',
      ].join('\n'),
    )
  }

  get socket(): string {
    return path.join(this.folder, 'socket')
  }

  async start(): Promise<this> {
    const files = [
      '-c',
      path.join(this.folder, 'cupsd.conf'),
      '-s',
      path.join(this.folder, 'cups-files.conf'),
    ]
    this.#server = spawn(cups!, ['-f', ...files], { stdio: 'ignore' })
    process.env.CUPS_SERVER = this.socket
    for (let looks = 0; looks < 100; looks += 1) {
      if (spawnSync('lpstat', ['-r'], { encoding: 'utf8' }).stdout.includes('is running')) return this
      await wait(50)
    }
    throw new Error(`cupsd does not start: ${readFileSync(path.join(this.folder, 'log/Error'), 'utf8')}`)
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (server?.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
  }

  signal(signal: NodeJS.Signals): void {
    this.#server!.kill(signal)
  }

  remove(): void {
    delete process.env.CUPS_SERVER
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Runs a command of the administrator. */
  admin(name: string, ...args: string[]): void {
    const { status, stderr } = spawnSync(program(name)!, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${name}: ${stderr}`)
  }

  addPrinter(name: string): void {
    this.admin('lpadmin', '-p', name, '-v', 'keep:/', '-m', 'raw', '-E')
  }

  /** What printers have got by now, in order. @param count waits until it is so many */
  async printed(count: number): Promise<Printed[]> {
    for (let looks = 0; looks < 100 && this.#given().length < count; looks += 1) await wait(50)
    return this.#given()
  }

  /** Waits until CUPS has put away what it knows of an order that is over, a second after it was printed. */
  async putAway(): Promise<void> {
    const log = () => readFileSync(path.join(this.folder, 'log/Error'), 'utf8')
    for (let looks = 0; looks < 200 && !log().includes('Unloading...'); looks += 1) await wait(50)
  }

  /** What printers have got once none has anything left to print. */
  allPrinted(): Printed[] {
    for (let looks = 0; looks < 500; looks += 1)
      if (spawnSync('lpstat', ['-o'], { encoding: 'utf8' }).stdout.trim() === '') break
    return this.#given()
  }

  #given(): Printed[] {
    const folder = path.join(this.folder, 'paper')
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pdf'))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map((name) => {
        const about = readFileSync(path.join(folder, name.replace('.pdf', '.options')), 'utf8')
        const [title = '', copies = '', options = ''] = about.split('\n')
        return { bytes: readFileSync(path.join(folder, name)), title, copies, options }
      })
  }

  /** Forgets what was printed, and every job. */
  clear(): void {
    this.admin('cancel', '-a', '-x')
    for (const name of readdirSync(path.join(this.folder, 'paper')))
      rmSync(path.join(this.folder, 'paper', name))
  }
}
