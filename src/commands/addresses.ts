import { masked } from '../outbox/words.ts'
import { type Person, seesPersonal } from '../permissions/person.ts'

/** How the number or the addresses of an item of the outbox are shown. */
export type Addresses = typeof masked

/** As a person may see them. */
export const addressesFor = (person: Person): Addresses =>
  seesPersonal(person) ? (_kind, recipient) => recipient : masked
