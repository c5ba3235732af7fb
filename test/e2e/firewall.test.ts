import { afterAll, beforeAll, expect, it } from 'vitest'
import { told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'

const OUTSIDER = 'outsider'

/** Tries to connect to every port, some thousand at a time; and gives up when no answer comes for a second. */
const SCAN = `
use Socket; use Fcntl; use Errno qw(EINPROGRESS);
my $to = inet_aton(shift);
for (my $first = 1; $first < 65536; $first += 4000) {
  my (%port, %socket, $wait); $wait = "";
  for my $port ($first .. ($first + 3999 > 65535 ? 65535 : $first + 3999)) {
    socket(my $s, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
    fcntl($s, F_SETFL, O_NONBLOCK);
    if (!connect($s, sockaddr_in($port, $to)) && $! != EINPROGRESS) { next }
    $port{fileno $s} = $port; $socket{fileno $s} = $s; vec($wait, fileno($s), 1) = 1;
  }
  while (%port) {
    my $n = select(undef, my $ready = $wait, undef, 1);
    last if $n <= 0;
    for my $fd (grep { vec($ready, $_, 1) } keys %port) {
      print "$port{$fd}\\n" if unpack("i", getsockopt($socket{$fd}, SOL_SOCKET, SO_ERROR)) == 0;
      vec($wait, $fd, 1) = 0; delete $port{$fd}; delete $socket{$fd};
    }
  }
}`

const OWN_RULE = 'ufw allow 7777/tcp comment mine'

describeOnHosts('the firewall of a site', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const firewall = async () => told(await site().stack('up', '--tags', 'firewall', '--output', 'json'))
  const rules = (host: string): Promise<string> => site().on(host, 'ufw status')

  beforeAll(async () => {
    opened = await openSite('load-balanced')
    const address = `${site().prefix}.250`
    await site().edit(
      (text) => `${text}    ungrouped:\n      hosts:\n        ${OUTSIDER}: {ansible_host: ${address}}\n`,
    )
    await site().boot()
    await site().edit((text) => text.replace(/ {4}ungrouped:[\s\S]*$/, ''))
    const { failures } = told(await site().stack('up', '--output', 'json'))
    expect(failures).toEqual([])
  })
  afterAll(() => opened?.close())

  it('leaves open to the world what users need, and SSH, of all ports there are', async () => {
    const hosts = site().hosts('all')
    const found = await Promise.all(
      hosts.map(async (host) => [host, await openPorts(site(), site().address(host))]),
    )
    const balancers = site().hosts('load_balancers')
    const expected = hosts.map((host) => [host, balancers.includes(host) ? [22, 80, 443] : [22]])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
  })

  it('forgets a server that left, and nothing of what somebody else allowed', async () => {
    await site().on('web1', OWN_RULE)
    const gone = site().address('web2')
    const before = await rules('web1')
    expect(before).toContain(gone)
    expect(before).toContain('/28')
    await site().edit((text) =>
      text.replaceAll(/^ +web2:\n(?: +ansible_host.*\n)?/gm, '').replace(/^ +app_network:.*\n/m, ''),
    )
    expect((await firewall()).failures).toEqual([])
    const after = await rules('web1')
    expect(after).not.toContain(gone)
    expect(after).not.toContain('/28')
    expect(after).toContain(site().address('lb2'))
    expect(after).toContain('7777/tcp')
    expect((await firewall()).changed).toEqual([])
  })

  it('refuses to let in SSH from elsewhere only', async () => {
    const elsewhere = ['-e', '{"firewall_ssh_sources": ["192.0.2.0/24"]}']
    const args = ['--tags', 'firewall', '--limit', 'web1', '--output', 'json']
    const { failures } = told(await site().stack('up', ...args, ...elsewhere))
    expect(failures.join()).toContain('would not provably let in SSH')
    expect(await openPorts(site(), site().address('web1'))).toEqual([22])
  })
})

/** All TCP ports of the address that answer the outsider, a host that the site knows nothing of. */
async function openPorts(site: Site, address: string): Promise<readonly number[]> {
  const found = await site.on(OUTSIDER, `ulimit -n 8192; perl -e '${SCAN}' ${address}`)
  return found
    .split(/\s+/)
    .filter(Boolean)
    .map(Number)
    .sort((a, b) => a - b)
}
