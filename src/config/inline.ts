import { Document, Scalar, visit } from 'yaml'

/** A value as it stands behind a key, on one line: `Riverside Academy`, `'07:30'`, `{ from: 2026-09-02 }`, `[mon]`. */
export function inline(value: unknown): string {
  const document = new Document(value, { schema: 'core' })
  visit(document, {
    Collection(_key, node) {
      node.flow = true
    },
    // Without quotes YAML of older days reads 07:30 as a number of minutes. A date needs none.
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string' && /^[\d:.]+$/.test(node.value))
        node.type = Scalar.QUOTE_SINGLE
    },
  })
  const text = document.toString({ singleQuote: true, lineWidth: 0 }).trimEnd()
  return text.replace(/^\[ (.*) \]$/s, '[$1]')
}
