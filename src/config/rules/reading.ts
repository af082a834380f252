import type { Rule } from './rule.ts'

const error = (name: string, about: string): Rule => ({ name, about, severity: 'error' })
const warning = (name: string, about: string): Rule => ({ name, about, severity: 'warning' })

/** What is found while the file is read, before there is a draft that the other rules could look at. */
export const reading: Rule[] = [
  error('file', 'The file must exist, be readable, and be a config: a YAML file of less than 1 MB.'),
  error('encoding', 'The file must be a text in UTF-8, without control characters.'),
  error('syntax', 'The file must be one YAML 1.2 document.'),
  error('extends', 'A file that is taken in must be there, readable, a config, and not in a circle.'),
  error('duplicate-key', 'A key can stand once in its group.'),
  error('unknown-key', 'Every key must be one that is explained in docs/config.md.'),
  error('unknown-job', 'Every entry of jobs must say which job it is, by its id or by its key job.'),
  error(
    'job-id',
    'The id of a job is made of small letters, digits and hyphens, and is no other job’s name.',
  ),
  error('missing-key', 'Some keys cannot be left out.'),
  error('wrong-type', 'A value must be of the kind that its key expects: a text, a number, a list …'),
  error(
    'wrong-value',
    'A value must have the form that its key expects, or be one of those that are possible.',
  ),
  error('out-of-range', 'A number must not be too large or too small.'),
  error('schedule', 'When a job runs must be said in one way, and in a form that is understood.'),
  error('variable', `A reference \${NAME} must be to something that is set.`),
  warning('secret-not-set', 'A secret that is referred to should be set, or what needs it will not work.'),
  warning('literal-secret', 'A secret should not stand in the file, which many can read.'),
  warning('env-file', 'The file that envFile names should exist and be readable.'),
]
