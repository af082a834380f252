import { createRequire } from 'node:module'
import type { Drawing } from './chart-drawing.ts'

const fonts = ['DejaVuSans', 'DejaVuSans-Bold']

/** A drawing as PNG on white, with twice the dots, for screens that have them. The same on every machine. */
export async function pictureOf({ svg, width }: Drawing): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const { resolve } = createRequire(import.meta.url)
  const resvg = new Resvg(svg.text, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: width * 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: fonts.map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
  return resvg.render().asPng()
}
