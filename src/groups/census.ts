import { type Meaning, NO, UNSAID } from './spelling.ts'

/**
 * First language in the codes of the school census. Whatever is none of these is a language, and with OTH (other than
 * English) and OTB (believed to be) makes a pupil one with English as an additional language.
 */
export const LANGUAGES: Meaning[] = [
  { reads: NO, code: 'ENG', words: ['English', 'British English'] },
  { reads: NO, code: 'ENB', words: ['Believed to be English', 'Not known but believed to be English'] },
  { reads: NO, code: 'REF', words: ['Refused', 'Information refused'] },
  {
    reads: UNSAID,
    code: 'NOT',
    words: [
      'Not obtained',
      'Information not obtained',
      'Information not yet obtained',
      'Not known',
      'Unknown',
    ],
  },
  { reads: UNSAID, code: 'CLF', words: ['Classification pending'] },
]

/**
 * SEN provision in the codes of the school census (DfE common basic data set): N, E and K; S, A and P until the
 * Children and Families Act 2014 was in force everywhere, in 2018. E and K are not what became of S and of A and P:
 * each pupil was reviewed, so an old status keeps a group of its own.
 */
export const SEN_STATUSES: Meaning[] = [
  {
    reads: 'K',
    code: 'K',
    words: ['SEN Support', 'School Support', 'Special Educational Needs Support', 'SEN Supported'],
  },
  {
    reads: 'E',
    code: 'E',
    words: [
      'EHCP',
      'EHC',
      'EHC plan',
      'Education, Health and Care Plan',
      'Education, Health & Care Plan',
      'Education, Health and Care Plan (EHCP)',
      'Education, Health and Care',
    ],
  },
  {
    reads: 'S',
    code: 'S',
    words: [
      'Statement',
      'Statemented',
      'SEN Statement',
      'Statement of SEN',
      'Statement of Special Educational Needs',
    ],
  },
  {
    reads: 'A',
    code: 'A',
    words: ['School Action', 'Early Years Action', 'School Action or Early Years Action'],
  },
  {
    reads: 'P',
    code: 'P',
    words: [
      'School Action Plus',
      'School Action+',
      'Early Years Action Plus',
      'School Action Plus or Early Years Action Plus',
    ],
  },
  {
    reads: NO,
    code: 'N',
    words: [
      'No',
      'None',
      'No SEN',
      'No Special Educational Need',
      'No Special Educational Needs',
      'No SEN provision',
    ],
  },
]
