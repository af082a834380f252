/** Why a server cannot be reached by that name; undefined where nothing speaks against it. */
export function serverTrouble(server: string): string | undefined {
  if (/^(np|lpc|admin):|^\\\\/i.test(server))
    return 'the server can only be reached by TCP/IP: write tcp:SERVER'
  if (/^\(localdb\)/i.test(server)) return 'LocalDB cannot be reached by TCP/IP, the only way there is here'
  const [, host, port] = /^(?:tcp:)?([^:,\\]+):(\d+)$/i.exec(server.trim()) ?? []
  return host ? `the port of a server stands behind a comma: ${host},${port}` : undefined
}

/** `HOST\INSTANCE`, `HOST,1433`, `tcp:HOST` or a bare name. */
export function hostOf(server: string, port?: number): { server: string; port?: number; instance?: string } {
  const [, host, instance, number] =
    /^(?:tcp:)?([^\\,]+)(?:\\([^,]+))?(?:,\s*(\d+))?$/i.exec(server.trim()) ?? []
  const name = host === '.' || host === '(local)' ? 'localhost' : (host ?? server)
  const its = port ?? (number ? Number(number) : undefined)
  return {
    server: name,
    ...(its ? { port: its } : {}),
    // The default instance is the one that has no name.
    ...(instance && !/^mssqlserver$/i.test(instance) ? { instance } : {}),
  }
}
