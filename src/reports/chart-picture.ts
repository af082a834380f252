import type { Drawing } from './chart-drawing.ts'
import { fontFile } from './fonts.ts'

/** A drawing as PNG on white, with twice the dots, for screens that have them. The same on every machine. */
export async function pictureOf({ svg, width }: Drawing): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const resvg = new Resvg(svg.text, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: width * 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans', 'DejaVuSans-Bold'].map(fontFile),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
  return resvg.render().asPng()
}
