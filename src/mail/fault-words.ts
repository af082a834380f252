import type { SmtpFault } from './connection.ts'
import type { SmtpSettings } from './smtp.ts'

/** Why no mail can be sent at all, and what to do about it, for whoever set up the mail section. */
export const inPlainWords = (fault: SmtpFault, smtp: SmtpSettings): string => `${trouble(fault, smtp)}.`

function trouble(fault: SmtpFault, { host, port, security, user, timeout }: SmtpSettings): string {
  const { name, code, originalCode = '', timeoutType, command = '', message, responseCode } = fault
  const server = `${host}:${port}`
  const seconds = `${timeout / 1000} s`
  // The token server's refusal is told by itself.
  if (name === 'NoToken') return message
  if (CERTIFICATE[originalCode]) return `${server}: its certificate ${CERTIFICATE[originalCode]}`
  if (code === 'ENOPASSWORD')
    return `There is no password for ${user}: mail.smtp.password is a secret that is not set`
  if (code === 'EDNS') return `There is no host ${host} (${originalCode || 'DNS'}): see mail.smtp.host`
  if (originalCode === 'ECONNREFUSED')
    return `${server} refuses connections: see mail.smtp.port; 587 goes with starttls, 465 with tls`
  if (timeoutType === 'GREETING_TIMEOUT' || timeoutType === 'UPGRADE_TIMEOUT')
    return `${server} took the connection and said nothing: port 465 wants security: tls`
  if (code === 'ETIMEDOUT' || originalCode === 'ETIMEDOUT')
    return `${server} did not answer in ${seconds}: a firewall may be in the way`
  if (OLD_TLS.test(originalCode))
    return `${server} encrypts in an old way that is not safe: it needs TLS 1.2 or newer`
  if (NO_TLS.test(originalCode) && security === 'tls')
    return `${server} does not speak TLS from the start: port 587 wants security: starttls`
  if (command === 'STARTTLS') return `${server} offers no encryption (${said(fault)}): see mail.smtp.security`
  if (code === 'ENOAUTH') return `${server} offers no login, but mail.smtp.user is set`
  if (code === 'EAUTH') return `${server} refuses the login as ${user} (${said(fault)}): see mail.smtp`
  // https://www.rfc-editor.org/rfc/rfc3207#section-4 and https://www.rfc-editor.org/rfc/rfc4954#section-6
  if (responseCode === 530)
    return `${server} wants encryption or a login first (${said(fault)}): see mail.smtp.security and user`
  if (command === 'MAIL FROM' || command === 'DATA')
    return `${server} does not take mail from the address in mail.from (${said(fault)})`
  if (fault.response) return `${server} takes no mail from this computer (${said(fault)})`
  return `${server} broke the connection off (${originalCode || code || message})`
}

const OWN_AUTHORITY =
  'is not from an authority that this computer trusts: for one of your own, set NODE_EXTRA_CA_CERTS to its file'

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: OWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: OWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: OWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: OWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: OWN_AUTHORITY,
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet: is the clock of this computer right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name: see mail.smtp.host',
}

const OLD_TLS = /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)$/
const NO_TLS = /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/

/** What the server said, which is about us and no mail; an address that it repeats is left out. */
function said({ response, message }: SmtpFault): string {
  const words = (response ?? message).replace(/\S+@\S+/g, '…').replace(/[\p{Cc}\s]+/gu, ' ')
  return words
    .trim()
    .replace(/[.\s]+$/, '')
    .slice(0, 200)
}
