/** Measurements that stay as they are for 20 minutes, and the alarms that must then be there: no more, no less. */
export interface AlarmCase {
  readonly name: string
  /** Series in Prometheus's notation: a value, or a start and what is added every 15 s. */
  readonly series: Readonly<Record<string, string>>
  /** `alarm severity`, of each as many as are listed. */
  readonly alarms: readonly string[]
}

const DAY = 86400
const GIB = 1024 ** 3
const REPLICA = 'host="db2",role="replica"'
const DISK = 'host="db1",mountpoint="/",fstype="ext4"'
const haproxy = (code: string): string => `haproxy_backend_http_responses_total{proxy="web",code="${code}"}`
const server = (state: string): string =>
  `haproxy_server_status{host="lb1",proxy="web",server="web1",state="${state}"}`
const disk = (free: number): Record<string, string> => ({
  [`node_filesystem_avail_bytes{${DISK}}`]: `${(free * GIB) / 100}`,
  [`node_filesystem_size_bytes{${DISK}}`]: `${GIB}`,
  [`node_filesystem_readonly{${DISK}}`]: '0',
})

export const alarmCases: readonly AlarmCase[] = [
  { name: 'nothing is measured', series: {}, alarms: [] },
  {
    name: 'all is well',
    series: {
      'up{job="node",host="web1"}': '1',
      'up{job="haproxy",host="lb1"}': '1',
      'probe_success{job="site",site="www"}': '1',
      'probe_success{job="redirect",site="www"}': '1',
      'probe_duration_seconds{job="site",site="www"}': '0.2',
      'probe_ssl_earliest_cert_expiry{job="site",site="www"}': `${60 * DAY}`,
      [haproxy('2xx')]: '0+100',
      [haproxy('5xx')]: '0+1',
      [server('UP')]: '1',
      [server('DOWN')]: '0',
      'haproxy_backend_active_servers{host="lb1",proxy="web"}': '2',
      'haproxy_backend_backup_servers{host="lb1",proxy="web"}': '0',
      'mysql_up{host="db1",role="primary"}': '1',
      [`mysql_up{${REPLICA}}`]: '1',
      [`mysql_slave_status_slave_io_running{${REPLICA}}`]: '1',
      [`mysql_slave_status_slave_sql_running{${REPLICA}}`]: '1',
      [`mysql_slave_status_seconds_behind_master{${REPLICA}}`]: '3',
      'mysql_global_variables_read_only{host="db1",role="primary"}': '0',
      [`mysql_global_variables_read_only{${REPLICA}}`]: '1',
      ...disk(50),
      'prometheus_config_last_reload_successful{job="prometheus"}': '1',
    },
    alarms: [],
  },
  {
    name: 'a server is down',
    series: { 'up{job="node",host="web1"}': '0' },
    alarms: ['ServerDown critical'],
  },
  {
    name: 'HAProxy is down',
    series: { 'up{job="haproxy",host="lb1"}': '0' },
    alarms: ['LoadBalancerDown critical'],
  },
  {
    name: 'an exporter is down',
    series: { 'up{job="mysql",host="db1"}': '0' },
    alarms: ['ExporterDown warning'],
  },
  {
    name: 'Alertmanager is down',
    series: { 'up{job="alertmanager"}': '0' },
    alarms: ['AlertmanagerDown critical'],
  },
  {
    name: 'the site does not answer',
    series: {
      'probe_success{job="site",site="www"}': '0',
      'probe_success{job="redirect",site="www"}': '0',
    },
    alarms: ['SiteDown critical'],
  },
  {
    name: 'port 80 alone does not answer',
    series: {
      'probe_success{job="site",site="www"}': '1',
      'probe_success{job="redirect",site="www"}': '0',
    },
    alarms: ['NoRedirectToHttps warning'],
  },
  {
    name: 'the site is slow',
    series: {
      'probe_success{job="site",instance="a"}': '1',
      'probe_duration_seconds{job="site",instance="a"}': '3',
    },
    alarms: ['SiteSlow warning'],
  },
  {
    name: 'a tenth of the answers are errors',
    series: { [haproxy('2xx')]: '0+90', [haproxy('5xx')]: '0+10' },
    alarms: ['ErrorRate critical'],
  },
  {
    name: 'a certificate ends in ten days',
    series: { 'probe_ssl_earliest_cert_expiry{job="site"}': `${10 * DAY}` },
    alarms: ['CertificateExpires warning'],
  },
  {
    name: 'a certificate ends in two days',
    series: { 'probe_ssl_earliest_cert_expiry{job="domain"}': `${2 * DAY}` },
    alarms: ['CertificateExpires critical', 'CertificateExpires warning'],
  },
  {
    name: 'a web server fails its check',
    series: { [server('UP')]: '0', [server('DOWN')]: '1', [server('MAINT')]: '0' },
    alarms: ['WebServerOutOfRotation warning'],
  },
  {
    name: 'a web server has been drained, a while ago',
    series: { [server('UP')]: '0', [server('DRAIN')]: '1' },
    alarms: ['WebServerForgotten warning'],
  },
  {
    name: 'no web server is left',
    series: {
      'haproxy_backend_active_servers{host="lb1",proxy="web"}': '0',
      'haproxy_backend_backup_servers{host="lb1",proxy="web"}': '0',
    },
    alarms: ['NoWebServerLeft critical'],
  },
  {
    name: 'a backup web server is left',
    series: {
      'haproxy_backend_active_servers{host="lb1",proxy="web"}': '0',
      'haproxy_backend_backup_servers{host="lb1",proxy="web"}': '1',
    },
    alarms: [],
  },
  { name: 'Nginx is down', series: { 'nginx_up{host="web1"}': '0' }, alarms: ['NginxDown warning'] },
  {
    name: 'a database is down',
    series: { 'mysql_up{host="db1",role="primary"}': '0' },
    alarms: ['DatabaseDown critical'],
  },
  {
    name: 'MariaDB no longer receives',
    series: {
      [`mysql_slave_status_slave_io_running{${REPLICA}}`]: '0',
      [`mysql_slave_status_slave_sql_running{${REPLICA}}`]: '1',
    },
    alarms: ['ReplicationStopped critical'],
  },
  {
    name: 'MySQL no longer applies',
    series: {
      [`mysql_slave_status_replica_io_running{${REPLICA}}`]: '1',
      [`mysql_slave_status_replica_sql_running{${REPLICA}}`]: '0',
    },
    alarms: ['ReplicationStopped critical'],
  },
  {
    name: 'a replica knows no primary',
    series: { [`mysql_up{${REPLICA}}`]: '1' },
    alarms: ['ReplicationMissing critical'],
  },
  {
    name: 'MariaDB is behind',
    series: { [`mysql_slave_status_seconds_behind_master{${REPLICA}}`]: '90' },
    alarms: ['ReplicationBehind warning'],
  },
  {
    name: 'MySQL is behind',
    series: { [`mysql_slave_status_seconds_behind_source{${REPLICA}}`]: '90' },
    alarms: ['ReplicationBehind warning'],
  },
  {
    name: 'the primary refuses writes, and the replica does not',
    series: {
      'mysql_global_variables_read_only{host="db1",role="primary"}': '1',
      [`mysql_global_variables_read_only{${REPLICA}}`]: '0',
    },
    alarms: ['PrimaryReadOnly critical', 'ReplicaWritable warning'],
  },
  { name: 'a disk is almost full', series: disk(5), alarms: ['DiskAlmostFull critical'] },
  {
    name: 'a disk that cannot be written to is full',
    series: { ...disk(0), [`node_filesystem_readonly{${DISK}}`]: '1' },
    alarms: [],
  },
  {
    name: 'memory is short',
    series: {
      'node_memory_MemAvailable_bytes{host="a"}': '5',
      'node_memory_MemTotal_bytes{host="a"}': '100',
    },
    alarms: ['MemoryShort warning'],
  },
  {
    name: 'a program was ended for want of memory',
    series: { 'node_vmstat_oom_kill{host="a"}': '0+1' },
    alarms: ['OutOfMemory critical'],
  },
  {
    name: 'a service has failed',
    series: { 'node_systemd_unit_state{host="a",name="x.service",state="failed"}': '1' },
    alarms: ['ServiceFailed warning'],
  },
  {
    name: 'a configuration is refused',
    series: { 'alertmanager_config_last_reload_successful{job="alertmanager"}': '0' },
    alarms: ['ConfigurationRefused warning'],
  },
  {
    name: 'messages do not get through',
    series: { 'alertmanager_notifications_failed_total{integration="email"}': '0+1' },
    alarms: ['MessagesLost critical'],
  },
]

/** Where load balancers are to hold the address 192.0.2.10 together, and the time for people is not shortened. */
export const virtualAddressCases: readonly AlarmCase[] = [
  { name: 'nobody holds the address', series: {}, alarms: ['VirtualAddressNotHeld critical'] },
  { name: 'one holds it', series: { [holder('lb1')]: '1' }, alarms: [] },
  {
    name: 'two hold it',
    series: { [holder('lb1')]: '1', [holder('lb2')]: '1' },
    alarms: ['VirtualAddressHeldTwice critical'],
  },
  {
    name: 'a web server has been drained, not long ago',
    series: { [holder('lb1')]: '1', [server('UP')]: '0', [server('DRAIN')]: '1' },
    alarms: [],
  },
]

function holder(host: string): string {
  return `node_network_address_info{host="${host}",address="192.0.2.10"}`
}

/** Cases as a file for `promtool test rules` (JSON is YAML). */
export function rulesTest(rules: string, cases: readonly AlarmCase[]): string {
  const tests = cases.map(({ name, series, alarms }) => ({
    name,
    interval: '15s',
    input_series: Object.entries(series).map(([key, value]) => ({
      series: key,
      values: `${value.includes('+') ? value : `${value}+0`}x80`,
    })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, severity) (ALERTS{alertstate="firing",alertname!="Watchdog"})',
        eval_time: '20m',
        exp_samples: [...new Set(alarms)].map((alarm) => {
          const [alertname, severity] = alarm.split(' ')
          return {
            labels: `{alertname="${alertname}",severity="${severity}"}`,
            value: alarms.filter((other) => other === alarm).length,
          }
        }),
      },
    ],
  }))
  return JSON.stringify({ rule_files: [rules], evaluation_interval: '15s', tests })
}
