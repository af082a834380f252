import type { Printer } from './spooler.ts'

/**
 * Reads what `lpstat -p -a` prints in the C locale: whether each printer prints, then whether each printer and class
 * takes orders, each with the reason in a line below.
 * https://openprinting.github.io/cups/doc/man-lpstat.html, and systemv/lpstat.c of CUPS for the words
 */
export function readPrinters(text: string): Printer[] {
  const stopped = new Map<string, string>()
  const printers: Printer[] = []
  const lines = text.split('\n')
  for (const [number, line] of lines.entries()) {
    // Where nobody has said why, it says `reason unknown`.
    const why =
      /^\t(?!reason unknown)(.+)/
        .exec(lines[number + 1] ?? '')?.[1]
        ?.trim()
        .slice(0, 100) ?? ''
    const [, disabled] = /^printer (\S+) disabled since /.exec(line) ?? []
    if (disabled) stopped.set(disabled, why)
    const [, name, not] = /^(\S+) (not )?accepting requests since /.exec(line) ?? []
    if (!name) continue
    const state = not ? 'rejecting' : stopped.has(name) ? 'stopped' : 'ready'
    const reason = not ? why : stopped.get(name)
    printers.push({ name, state, ...(reason && state !== 'ready' ? { why: reason } : {}) })
  }
  return printers
}
