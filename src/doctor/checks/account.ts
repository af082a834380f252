import { statSync } from 'node:fs'
import { noteFile } from '../../../bin/idle.js'
import { mayServe } from '../../permissions/rights.ts'
import { type Check, type Finding, ok, type Patient, warning } from '../check.ts'

/** What the account under which ticks come may do is not what another one may. */
export const account: Check = {
  name: 'account',
  about: 'This runs under the account under which ticks come.',
  async look(patient): Promise<Finding[]> {
    const { world, config } = patient
    const name = (await world.directory.account()) ?? world.host.person
    const service = config?.permissions?.service
    if (service && !(await mayServe({ name, directory: world.directory }, service))) {
      const whose = [...service.accounts, ...service.groups].join(', ')
      return [
        warning(
          `This runs as ${name}, but ticks run as ${whose} (permissions.service): what is right here may be wrong there.`,
          `Run it as that account: ${asAccount(service.accounts[0] ?? 'ACCOUNT')}`,
        ),
      ]
    }
    const owner = ownerOfNote(patient)
    if (owner !== undefined && owner !== process.getuid?.())
      return [
        warning(
          `This runs as ${name}, but the last tick ran under another account (uid ${owner}): what is right here may be wrong there.`,
          `Run it as that account: ${asAccount(`#${owner}`)}`,
        ),
      ]
    return [ok(`This runs as ${name} on ${world.host.name}, and what follows is true of that account.`)]
  },
}

/** Each tick leaves its note; Windows does not say whose it is. */
function ownerOfNote({ file }: Patient): number | undefined {
  if (!process.getuid) return undefined
  try {
    return statSync(noteFile(file)).uid
  } catch {
    return undefined
  }
}

const asAccount = (name: string) =>
  process.platform === 'win32'
    ? `runas /user:${name} "pars-auto doctor"`
    : `sudo -u '${name}' pars-auto doctor`
