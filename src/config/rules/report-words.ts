import { NAME_WORDS, SUBJECT_WORDS, wordsIn } from '../../reports/delivery/names.ts'
import type { Path } from '../problem.ts'
import { quote } from '../quote.ts'
import { nearest } from '../suggest.ts'
import { type ReportDraft, reportJobs } from './report-jobs.ts'
import type { Complaint, Rule } from './rule.ts'

export const reportWords: Rule = {
  name: 'report-words',
  about: 'The subject and the file name of a report have words in braces that can be filled in.',
  severity: 'error',
  *check(draft) {
    for (const job of reportJobs(draft)) {
      for (const { pattern, path, known } of patterns(job)) {
        for (const word of wordsIn(pattern)) {
          if (!known.includes(word)) yield unknownWord(word, path, known)
          else if (word === 'part' && !job.params.splitBy)
            yield {
              path,
              message: '{part} is one of the parts, and this report is not split',
              hint: 'add splitBy, or delete {part}',
            }
        }
      }
    }
  },
}

function* patterns({
  path,
  params,
}: ReportDraft): Generator<{ pattern: string; path: Path; known: readonly string[] }> {
  const { subject, folder } = params
  if (subject) yield { pattern: subject, path: [...path, 'subject'], known: SUBJECT_WORDS }
  if (folder?.name) yield { pattern: folder.name, path: [...path, 'folder', 'name'], known: NAME_WORDS }
}

function unknownWord(word: string, path: Path, known: readonly string[]): Complaint {
  const near = nearest(word, known)
  return {
    path,
    message: `there is nothing to fill in for ${quote(`{${word}}`)}`,
    hint: near ? `did you mean {${near}}?` : `possible are ${known.map((one) => `{${one}}`).join(', ')}`,
  }
}

export const reportPart: Rule = {
  name: 'report-part',
  about: 'The parts of a report that is split are written to files of different names.',
  severity: 'error',
  *check(draft) {
    for (const { path, params } of reportJobs(draft)) {
      const { splitBy, folder } = params
      if (!splitBy || !folder?.name || wordsIn(folder.name).includes('part')) continue
      yield {
        path: [...path, 'folder', 'name'],
        message: `all parts would have the same name`,
        hint: `add {part} to it: ${quote(`${folder.name} {part}`)}`,
      }
    }
  },
}
