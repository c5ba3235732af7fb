// `npm run demo`: from a clean clone to a site that answers, on throwaway hosts. Run again it changes nothing.
import { execFileSync } from 'node:child_process'
import { get } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { exitCode, installNodePackages, isRoot, ROOT, runMain, StepFailed, step } from './setup.mjs'

const INVENTORY = 'inventory/demo.yaml'
const STACK = [process.execPath, 'dist/main.js']

await runMain(async () => {
  if (!isRoot()) throw new StepFailed('the demo boots hosts with systemd-nspawn, which only root may do')
  await installNodePackages()
  await step(['npm', 'run', '--silent', 'build'])
  await step([...STACK, 'lab', 'up', 'demo', '--inventory', INVENTORY])
  const code = await exitCode([...STACK, 'up', '--inventory', INVENTORY])
  if (code !== 0) throw new StepFailed(`stack up ended with exit code ${code}`)
  const url = siteUrl()
  await waitForAnswer(url)
  console.log(
    [
      `site: ${url} (a browser warns: the certificate is of its own making)`,
      '',
      'look around:',
      '  npx stack lab ssh demo lb1                      log in to a host: lb1, web1, web2',
      '  npx stack lab exec demo web2 -- mysql -e "show replicas"',
      `  npx stack plan -i ${INVENTORY}         what a run would change: nothing`,
      '  npx stack lab down demo                         stop the hosts and remove them',
    ].join('\n'),
  )
  return 0
})

/** The first load balancer's address. */
function siteUrl() {
  const [node, main] = STACK
  const text = execFileSync(node, [main, 'inventory', '-i', INVENTORY, '--list'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const known = JSON.parse(text)
  const balancer = known.load_balancers.hosts[0]
  return `https://${known._meta.hostvars[balancer].ansible_host}/`
}

/** @param {string} url */
async function waitForAnswer(url) {
  for (let attempt = 0; attempt < 30; attempt++) {
    if (await answers(url)) return
    await sleep(500)
  }
  throw new StepFailed(`the site does not answer: ${url}`)
}

/**
 * The demo has no domain, so its certificate is of its own making.
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, { rejectUnauthorized: false, timeout: 3000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}
