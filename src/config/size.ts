const UNITS: Record<string, number> = { KB: 1000, MB: 1_000_000 }

/**
 * Reads `500KB` or `10MB` as bytes; undefined for any other text, and for nothing at all (`0MB`). A megabyte is a
 * million bytes: whoever counts 1,048,576 as one takes a little more, and never less.
 */
export function parseSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})\s*([KM]B)$/i.exec(text) ?? []
  return Number(amount) * UNITS[(unit ?? '').toUpperCase()]! || undefined
}

/** `10MB`, `1.5MB`, `900KB`: for people. */
export const sizeText = (bytes: number): string =>
  bytes >= 1_000_000 ? `${Math.round(bytes / 100_000) / 10}MB` : `${Math.ceil(bytes / 1000)}KB`
