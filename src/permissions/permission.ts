/** What a person may be granted. The first two are PARS' own, by the names they have there. */
export const PERMISSIONS = {
  access: {
    title: 'Access automation control',
    about: 'see what there is, and run what is configured as it is configured',
  },
  setup: {
    title: 'Setup automation jobs',
    about: 'change, approve, delete and decide; whoever has it has Access automation control as well',
  },
  personal: {
    title: 'View personal data',
    about:
      'see names, numbers, addresses and texts, and whom rows about SEN, health and free meals are about',
  },
  service: {
    title: 'Run what is due',
    about: 'start run-due, and nothing else: the account under which the scheduler starts it',
  },
} as const

export type Permission = keyof typeof PERMISSIONS

export const permissions = Object.keys(PERMISSIONS) as Permission[]

/** Those that people hold; that of the service is its own. */
export const ofPeople = permissions.filter((one) => one !== 'service')

/** `Setup automation jobs`. */
export const titleOf = (permission: Permission): string => PERMISSIONS[permission].title
