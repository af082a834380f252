import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PrintOrder } from '../../src/print/spooler.ts'
import { WindowsSpooler } from '../../src/print/windows.ts'

/**
 * What Windows has of its own are two programs: PowerShell names the printers, and SumatraPDF prints. Here scripts stand
 * in their places, so that what is asked of them can be seen; everything before them is as it is on Windows.
 */
function windows(scripts: { powershell?: string; sumatra?: string } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-windows-'))
  const program = (name: string, script: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return file
  }
  if (scripts.powershell !== undefined) program('Powershell.exe', scripts.powershell)
  const sumatra = scripts.sumatra === undefined ? undefined : program('sumatra', scripts.sumatra)
  const { PATH } = process.env
  const here = Object.getOwnPropertyDescriptor(process, 'platform')!
  process.env.PATH = `${folder}:${PATH}`
  Object.defineProperty(process, 'platform', { ...here, value: 'win32' })
  onTestFinished(() => {
    Object.defineProperty(process, 'platform', here)
    process.env.PATH = PATH
    rmSync(folder, { recursive: true })
  })
  return {
    spooler: new WindowsSpooler(sumatra),
    read: (name: string) => readFileSync(path.join(folder, name), 'utf8'),
  }
}

const ORDER: PrintOrder = {
  printer: 'Office, first floor',
  copies: 2,
  sides: 'long-edge',
  name: 'r12-0123456789abcdef',
  title: 'Unexplained absences',
  bytes: Buffer.from('%PDF-1.4 the report'),
}

describe.skipIf(process.platform === 'win32')('on Windows', () => {
  test('the printers are those that Windows names', async () => {
    const said = ['DeviceID : A', 'Name : Office, first floor', 'PrinterPaperNames : {A4, A3...}', ''].join(
      '\\r\\n',
    )
    const { spooler } = windows({
      powershell: `printf '\\r\\n${said}\\r\\nDeviceID : B\\r\\nName : Büro\\r\\n'`,
    })
    expect(await spooler.printers()).toEqual([
      { name: 'Office, first floor', state: 'ready' },
      { name: 'Büro', state: 'ready' },
    ])
  })

  test('where Windows does not say which there are, it says what to look at', async () => {
    const { spooler } = windows({ powershell: 'echo "Access denied" >&2; exit 1' })
    await expect(spooler.printers()).rejects.toThrow('is its service Print Spooler running')
  })

  test('a print is handed over whole, for the printer, in copies and on sides as was wanted, named by our number', async () => {
    const { spooler, read } = windows({
      sumatra:
        'cd "$(dirname "$0")"\nfor one; do echo "$one" >> asked; file="$one"; done\ncat "$file" > paper',
    })
    expect(await spooler.print(ORDER)).toEqual({ kind: 'accepted' })
    const asked = read('asked').trim().split('\n')
    expect(asked.slice(0, -1)).toEqual([
      '-print-to',
      ORDER.printer,
      '-silent',
      '-print-settings',
      'duplexlong,2x',
    ])
    expect(path.basename(asked.at(-1)!)).toBe(`${ORDER.name}.pdf`)
    expect(read('paper')).toBe('%PDF-1.4 the report')
    expect(() => readFileSync(asked.at(-1)!)).toThrow('ENOENT')
  })

  test('what was not printed, or not all of it, is left to a person', async () => {
    const { spooler } = windows({ sumatra: 'exit 3' })
    expect(await spooler.print(ORDER)).toEqual({
      kind: 'doubtful',
      reason: 'The pages could not be printed, or not all (SumatraPDF ended with 3).',
    })
  })

  // The one that comes with the package is a program for Windows: here it may not be started, as after a virus scanner.
  test('a SumatraPDF that cannot be started stops all prints, with the probable cause', async () => {
    expect(await windows().spooler.print(ORDER)).toMatchObject({
      kind: 'stop',
      reason: expect.stringMatching(/cannot be started \(E\w+\): has a virus scanner put SumatraPDF/),
    })
  })
})
