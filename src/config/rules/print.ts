import { at } from '../tree.ts'
import type { Rule } from './rule.ts'

export const printFallback: Rule = {
  name: 'print-fallback',
  about: 'What cannot be printed is mailed only where the section mail says how mails are sent.',
  severity: 'error',
  *check({ root, print }) {
    if (print?.fallback === undefined || at(root, ['mail'])) return
    yield {
      path: ['print', 'fallback'],
      on: 'key',
      message:
        "what cannot be printed is to be mailed, but there is no section 'mail' that says how mails are sent",
      hint: "add 'mail' with 'from' and 'smtp', or delete this line",
    }
  },
}
