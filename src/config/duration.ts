const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90m`, `12h` or `7d` as milliseconds; undefined for any other text, and for nothing at all (`0m`). */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5})\s*([mhd])$/.exec(text) ?? []
  return Number(amount) * UNITS[unit ?? '']! || undefined
}

const DAY = 86_400_000

/** Reads `400d` or `3y` as milliseconds; undefined for any other text. A year is never shorter than one. */
export function parseAge(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5})\s*([dy])$/.exec(text) ?? []
  return Number(amount) * (unit === 'y' ? 366 : 1) * DAY || undefined
}
