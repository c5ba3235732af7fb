import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labExec } from '../../src/lab/enter.ts'
import { labDown, labUp } from '../../src/lab/lab.ts'
import { labObstacle, labPrerequisites } from '../../src/lab/prerequisites.ts'
import { labPrefix } from '../../src/lab/subnet.ts'
import { stack } from '../tools/program.ts'

const obstacle = labObstacle()
const lab = `t-mysql-${process.pid}`
const directory = mkdtempSync(join(tmpdir(), 'stack-mysql-'))

/** One primary and one replica of each kind of server that is supported. */
const PAIRS = [
  { release: 'sid', flavour: 'mysql', first: 11 },
  { release: 'trixie', flavour: 'mariadb', first: 21 },
  { release: 'bookworm', flavour: 'mariadb', first: 31 },
] as const

type Pair = (typeof PAIRS)[number]

const primaryOf = ({ release }: Pair) => `${release}1`
const replicaOf = ({ release }: Pair) => `${release}2`

const hosts = PAIRS.flatMap((pair) => [
  { name: primaryOf(pair), address: `${labPrefix(lab)}.${pair.first}`, release: pair.release },
  { name: replicaOf(pair), address: `${labPrefix(lab)}.${pair.first + 1}`, release: pair.release },
])

const addressOf = (name: string) => hosts.find((host) => host.name === name)?.address ?? ''

/** Runs a playbook against one pair and returns what it printed with its exit code. */
function run(pair: Pair, plays: string, ...flags: readonly string[]) {
  const inventory = join(directory, 'hosts.json')
  const entries = hosts.map(
    ({ name, address }) => [name, { ansible_host: address, ansible_user: 'root' }] as const,
  )
  writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(entries) } }))
  const playbook = join(directory, `${pair.release}.yml`)
  writeFileSync(playbook, plays)
  const result = stack(['run', '--lab', lab, '-i', inventory, '--output', 'plain', ...flags, playbook])
  return { code: result.status, said: result.stdout + result.stderr }
}

async function query(host: string, statement: string): Promise<string> {
  const socket = '--socket=/run/mysqld/mysqld.sock'
  const { stdout, stderr } = await labExec(lab, host, ['mysql', socket, '-N', '-e', statement])
  return stdout.trim() + stderr.trim()
}

const LOGIN = 'login_unix_socket: /run/mysqld/mysqld.sock'

/** Servers, an application's database, and the accounts that replication needs. */
function setUp(pair: Pair): string {
  const { flavour } = pair
  const both = [primaryOf(pair), replicaOf(pair)]
  const replica = addressOf(replicaOf(pair))
  const settings =
    flavour === 'mysql'
      ? 'gtid_mode=OFF\\nsuper_read_only='
      : 'binlog_format=ROW\\nlog_slave_updates=ON\\nread_only='
  const monitor = flavour === 'mysql' ? 'REPLICATION CLIENT' : 'BINLOG MONITOR'
  const config = flavour === 'mysql' ? 'mysql.conf.d' : 'mariadb.conf.d'
  return `
- hosts: ${both.join(',')}
  gather_facts: false
  tasks:
    - ansible.builtin.apt: {name: [${flavour}-server, ufw], install_recommends: false}
    - ansible.builtin.copy:
        dest: /etc/mysql/${config}/zz-test.cnf
        content: "[mysqld]\\nbind_address=0.0.0.0\\nskip_name_resolve=ON\\nlog_bin=binlog\\nrelay_log=relay\\nserver_id={{ ansible_host.split('.')[3] }}\\n${settings}{{ 'OFF' if inventory_hostname == '${primaryOf(pair)}' else 'ON' }}\\n"
      notify: restart
  handlers:
    - name: restart
      ansible.builtin.service: {name: ${flavour}, state: restarted}
- hosts: ${primaryOf(pair)}
  gather_facts: false
  tasks:
    - community.mysql.mysql_db: {name: app, ${LOGIN}}
    - community.mysql.mysql_user:
        name: "{{ item.name }}"
        host: "{{ item.host }}"
        password: "{{ item.name }}-s'e\\"cret"
        priv: "{{ item.priv }}"
        ${LOGIN}
      loop:
        - {name: app, host: "${replica}", priv: "app.*:SELECT,INSERT"}
        - {name: repl, host: "${replica}", priv: "*.*:REPLICATION SLAVE"}
        - {name: seed, host: "${replica}", priv: "*.*:SELECT,RELOAD,PROCESS,LOCK TABLES,${monitor},SHOW VIEW,EVENT,TRIGGER"}
`
}

function replicate(pair: Pair, more = ''): string {
  return `
- hosts: ${replicaOf(pair)}
  gather_facts: false
  tasks:
    - name: replicate
      stack.mysql_replica:
        primary_host: ${primaryOf(pair)}
        primary_address: ${addressOf(primaryOf(pair))}
        replication_user: repl
        replication_password: repl-s'e"cret
        seed_user: seed
        seed_password: seed-s'e"cret
        databases: [app]
        ${LOGIN}
        ${more}
`
}

/** Inserts and updates, one transaction each, until the file appears that ends it; says how many there were. */
function write(pair: Pair): Promise<number> {
  const script = `
i=0
while [ ! -e /tmp/enough ]; do
  i=$((i + 1))
  echo "INSERT INTO app.notes (text) VALUES ('note $i');"
  [ $((i % 5)) -ne 0 ] || echo "UPDATE app.notes SET text = CONCAT(text, '!') WHERE id = $((i / 2));"
done | mysql --socket=/run/mysqld/mysqld.sock
mysql --socket=/run/mysqld/mysqld.sock -N -e 'SELECT COUNT(*) FROM app.notes'`
  return labExec(lab, primaryOf(pair), ['sh', '-c', script]).then(({ stdout }) => Number(stdout))
}

async function untilSame(pair: Pair): Promise<readonly [string, string]> {
  const checksum = 'CHECKSUM TABLE app.notes; SELECT COUNT(*) FROM app.notes'
  for (let attempt = 0; attempt < 120; attempt++) {
    const [here, there] = await Promise.all([
      query(primaryOf(pair), checksum),
      query(replicaOf(pair), checksum),
    ])
    if (here === there) return [here, there]
    await sleep(500)
  }
  return [await query(primaryOf(pair), checksum), await query(replicaOf(pair), checksum)]
}

describe.skipIf(obstacle !== undefined && !process.env.CI)(
  `databases on real hosts${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    beforeAll(async () => {
      await labPrerequisites()
      await labUp({ name: lab, hosts })
    })
    afterAll(async () => {
      await labDown(lab)
      rmSync(directory, { recursive: true })
    })

    describe.each(PAIRS)('$flavour on $release', (pair) => {
      it('is set up once and for all', async () => {
        const first = run(pair, setUp(pair))
        expect(first.said).toContain('failed=0')
        expect(first.code).toBe(0)
        expect(first.said).not.toContain('cret')
        const again = run(pair, setUp(pair))
        expect(again.said.match(/changed=0/g)).toHaveLength(2)
        await query(
          primaryOf(pair),
          'CREATE TABLE app.notes (id INT PRIMARY KEY AUTO_INCREMENT, text VARCHAR(100), big MEDIUMBLOB) ENGINE=InnoDB',
        )
        await query(
          primaryOf(pair),
          "INSERT INTO app.notes (text, big) SELECT 'seed', REPEAT(CHAR(0, 10, 13, 39, 92, 200), 300000) FROM information_schema.COLUMNS LIMIT 40",
        )
      })

      it('seeds a replica while the primary is written to, and loses nothing', async () => {
        const written = write(pair)
        await sleep(500)
        const before = Number(await query(primaryOf(pair), 'SELECT COUNT(*) FROM app.notes'))
        const seeded = run(pair, replicate(pair))
        const after = Number(await query(primaryOf(pair), 'SELECT COUNT(*) FROM app.notes'))
        await sleep(500)
        await labExec(lab, primaryOf(pair), ['touch', '/tmp/enough'])
        expect(seeded.said).toMatch(/changed=1 .*failed=0/)
        // The writer was at work the whole time.
        expect(after).toBeGreaterThan(before)
        expect(await written).toBeGreaterThan(after)
        const [here, there] = await untilSame(pair)
        expect(there).toBe(here)
      })

      it('carries the accounts along, takes no writes and leaves no mark', async () => {
        const replica = replicaOf(pair)
        expect(await query(replica, `SHOW GRANTS FOR app@'${addressOf(replica)}'`)).toContain(
          'SELECT, INSERT ON `app`.*',
        )
        expect(await query(replica, "SHOW DATABASES LIKE 'stack%'")).toBe('')
        const variable = pair.flavour === 'mysql' ? '@@super_read_only' : '@@read_only'
        expect(await query(replica, `SELECT ${variable}`)).toBe('1')
      })

      it('leaves a healthy replica alone, and starts a stopped one', async () => {
        expect(run(pair, replicate(pair)).said).toMatch(/ok=1 +changed=0/)
        await query(replicaOf(pair), 'STOP REPLICA')
        expect(run(pair, replicate(pair), '--check').said).toMatch(/changed=1/)
        expect(run(pair, replicate(pair)).said).toMatch(/changed=1/)
        expect(run(pair, replicate(pair)).said).toMatch(/changed=0/)
      })

      it('says what is wrong with a drifted replica, and copies it anew when told to', async () => {
        const lift = pair.flavour === 'mysql' ? 'SET GLOBAL super_read_only = OFF; ' : ''
        await query(replicaOf(pair), `${lift}SET SESSION sql_log_bin = 0; DELETE FROM app.notes WHERE id = 3`)
        await query(primaryOf(pair), 'DELETE FROM app.notes WHERE id = 3')
        await sleep(2000)
        const refused = run(pair, replicate(pair))
        expect(refused.code).toBe(2)
        expect(refused.said).toContain('failed with error 1032')
        expect(refused.said).toContain('reseed: true')
        expect(run(pair, replicate(pair, 'reseed: true')).said).toMatch(/changed=1/)
        const [here, there] = await untilSame(pair)
        expect(there).toBe(here)
      })

      it('begins an interrupted copy anew', async () => {
        const lift = pair.flavour === 'mysql' ? 'SET GLOBAL super_read_only = OFF; ' : ''
        await query(
          replicaOf(pair),
          `${lift}STOP REPLICA; RESET REPLICA ALL; SET SESSION sql_log_bin = 0; CREATE DATABASE stack_seeding; DROP TABLE app.notes`,
        )
        expect(run(pair, replicate(pair)).said).toMatch(/changed=1/)
        const [here, there] = await untilSame(pair)
        expect(there).toBe(here)
      })

      it('is walled in without shutting out the connection in use', async () => {
        const firewall = (rule: string) => `
- hosts: ${replicaOf(pair)}
  gather_facts: false
  tasks:
    ${rule}
    - community.general.ufw: {default: deny}
    - community.general.ufw: {rule: allow, port: "3306", proto: tcp, from_ip: "${addressOf(primaryOf(pair))}"}
    - community.general.ufw: {state: enabled, logging: low}
`
        const refused = run(pair, firewall(''))
        expect(refused.said).toContain('would not provably let in SSH')
        expect(refused.code).toBe(2)
        const rule = '- community.general.ufw: {rule: limit, port: ssh, proto: tcp, comment: the way in}'
        expect(run(pair, firewall(rule)).code).toBe(0)
        expect(run(pair, firewall(rule)).said).toMatch(/ok=4 +changed=0/)
        const { stdout } = await labExec(lab, replicaOf(pair), ['ufw', 'status'])
        expect(stdout).toMatch(/22\/tcp +LIMIT +Anywhere +# the way in/)
      })
    })
  },
)
