import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)

/** The file of a font that comes with us, such as `DejaVuSans-Bold`: what is drawn looks the same on every machine. */
export const fontFile = (name: string): string =>
  path.join(path.dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf', `${name}.ttf`)
