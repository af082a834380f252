import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PrintOptions } from 'pdf-to-printer'
import type { Verdict } from '../outbox/channel.ts'
import type { Printer, PrintOrder, Spooler } from './spooler.ts'
import { SpoolerTrouble } from './trouble.ts'

const SIDE = { one: 'simplex', 'long-edge': 'duplexlong', 'short-edge': 'duplexshort' } as const

/** How long the list of printers, and the printing, may take, ms: PowerShell alone takes seconds to start. */
const ASKING = 60_000
const TAKING = 120_000

/**
 * Windows, by pdf-to-printer: a SumatraPDF that comes with it renders the pages and hands them to the spooler. It does
 * not tell whether a printer is stopped, what Windows calls the order, or whether Windows has it.
 */
export class WindowsSpooler implements Spooler {
  readonly provider = 'windows'
  readonly patience = ASKING + TAKING
  readonly #program: Pick<PrintOptions, 'sumatraPdfPath'>

  /** @param sumatra another SumatraPDF than the one that comes with the package */
  constructor(sumatra?: string) {
    this.#program = sumatra === undefined ? {} : { sumatraPdfPath: sumatra }
  }

  async printers(): Promise<Printer[]> {
    const { getPrinters } = await import('pdf-to-printer')
    const found = await within(ASKING, getPrinters()).catch(() => 'failed' as const)
    if (found === 'silent' || found === 'failed')
      throw new SpoolerTrouble(
        'Windows does not say which printers there are: is its service Print Spooler running, and may PowerShell be used?',
      )
    return found.map(({ name }) => ({ name, state: 'ready' }))
  }

  async print({ printer, copies, sides, name, bytes }: PrintOrder): Promise<Verdict> {
    const { print } = await import('pdf-to-printer')
    // Windows calls the order by the name of the file.
    const folder = await mkdtemp(path.join(tmpdir(), 'pars-auto-'))
    const file = path.join(folder, `${name}.pdf`)
    try {
      await writeFile(file, bytes, { mode: 0o600 })
      const options: PrintOptions = { printer, copies, side: SIDE[sides], silent: true, ...this.#program }
      if ((await within(TAKING, print(file, options))) !== 'silent') return { kind: 'accepted' }
      return { kind: 'doubtful', reason: 'Windows did not answer after the pages had been handed over.' }
    } catch (error) {
      return verdictOn(error as NodeJS.ErrnoException)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
    }
  }
}

function verdictOn({ code }: NodeJS.ErrnoException): Verdict {
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM')
    return {
      kind: 'stop',
      reason: `What prints on Windows cannot be started (${code}): has a virus scanner put SumatraPDF of the package pdf-to-printer away?`,
    }
  return {
    kind: 'doubtful',
    reason: `The pages could not be printed, or not all (SumatraPDF ended with ${code}).`,
  }
}

async function within<T>(limit: number, doing: Promise<T>): Promise<T | 'silent'> {
  const over = new AbortController()
  const silent = wait(limit, 'silent' as const, { signal: over.signal })
  silent.catch(() => {})
  return Promise.race([doing, silent]).finally(() => over.abort())
}
