import { commandPath } from '../../host/observations/commandPath.ts'
import { type ActionHost, ModuleFailure } from '../module.ts'
import { curlRequest, readCurl } from './curl.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { readSocket, socketRequest } from './socket.ts'

const MAX_REDIRECTS = 10

/**
 * Makes an HTTP request from the host: with curl, or, for plain http, with nothing but bash.
 * @throws ModuleFailure when the host has no means for it
 */
export async function fetchFromHost(host: ActionHost, http: HttpRequest): Promise<HttpAnswer> {
  if ((await host.observe(commandPath, 'curl')) !== undefined) {
    return readCurl(await host.run(curlRequest(http)), http.url)
  }
  let url = parseUrl(http.url)
  let request = http
  for (let redirects = 0; ; redirects++) {
    if (url.protocol !== 'http:' || http.unixSocket !== undefined) {
      throw new ModuleFailure(
        `the host has no curl, which ${http.unixSocket === undefined ? 'https' : 'a unix_socket'} needs`,
        { url: http.url },
        'install curl there first, or ask from here with delegate_to: localhost',
      )
    }
    const answer = readSocket(await host.run(socketRequest(request, url)), url, redirects > 0)
    const location = answer.headers.get('location')
    const follow = http.followRedirects && [301, 302, 303, 307, 308].includes(answer.status)
    if (!follow || location === undefined || redirects >= MAX_REDIRECTS) return answer
    url = parseUrl(new URL(location, url).href)
    if (![307, 308].includes(answer.status) && request.method !== 'HEAD') {
      request = { ...request, method: 'GET', body: undefined }
    }
  }
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw new ModuleFailure(`'${text}' is not a URL`)
  }
}
