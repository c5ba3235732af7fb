import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

/** Prints, on a host, what these playbooks change: packages, units, accounts, rules and files with their modes. */
export const HOST_STATE = `
dpkg-query -W -f '\${Package} \${Version} \${db:Status-Abbrev}\\n' nginx-light ufw cron mariadb-server sudo
systemctl is-enabled nginx cron ufw; systemctl is-active nginx cron
getent passwd shop; getent group shop ops2; id shop
ufw status verbose; crontab -l -u root | grep -v '^#Ansible' || true
find /srv/shop /etc/nginx/conf.d /etc/sudoers.d /home/shop/.ssh -printf '%p %M %u %g %l\\n' | sort
find /srv/shop /etc/nginx/conf.d /etc/sudoers.d/shop /home/shop/.ssh -type f -exec sha1sum {} + | sort
grep -vE ' (ours|theirs)$' /etc/hosts; sysctl -n net.ipv4.ip_forward; cat /etc/sysctl.d/90-shop.conf
mariadb -N -e 'SHOW DATABASES; SHOW GRANTS FOR shop@localhost' | grep -v 'IDENTIFIED'
true
`

export const ON_HOSTS: readonly Comparison[] = [
  {
    name: 'packages, services, accounts, files and firewall',
    files: {
      'templates/shop.conf.j2': `# {{ inventory_hostname }}
{% for port in ports %}
server { listen {{ port }}; root /srv/shop; }
{% endfor %}
`,
      'files/tree/index.html': '<p>hello</p>\n',
      'files/tree/sub/a.txt': 'a\n',
      'site.yml': play(
        `
    - setup: {gather_subset: [min]}
    - apt: {name: [nginx-light, ufw, cron], update_cache: true, cache_valid_time: 86400, install_recommends: false}
    - apt: {name: telnet, state: absent}
    - service: {name: nginx, state: started, enabled: true}
    - group: {name: shop, gid: 4000}
    - group: {name: ops2, system: true}
    - user: {name: shop, uid: 4000, group: shop, groups: [ops2], append: true, shell: /bin/bash, comment: The shop, password: "!"}
    - authorized_key: {user: shop, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Jyr3k7dV0hFQ3Tb2jBzv3gA1nB8i8i0m1H3sZ9q6x shop@example"}
    - file: {path: /srv/shop, state: directory, owner: shop, group: www-data, mode: "2750"}
    - copy: {src: tree/, dest: /srv/shop/, owner: shop, group: www-data, mode: "0640", directory_mode: "0750"}
    - template: {src: shop.conf.j2, dest: /etc/nginx/conf.d/shop.conf, mode: "0644"}
      notify: reload
    - copy: {content: "shop ALL=(root) NOPASSWD: /bin/true\\n", dest: /etc/sudoers.d/shop, mode: "0440", validate: visudo -cf %s}
    - lineinfile: {path: /etc/hosts, regexp: "\\\\sdb\\\\.internal$", line: "192.0.2.5 db.internal"}
    - blockinfile: {path: /etc/hosts, block: "192.0.2.6 a\\n192.0.2.7 b"}
    - replace: {path: /srv/shop/index.html, regexp: hello, replace: welcome}
      when: false
    - sysctl: {name: net.ipv4.ip_forward, value: "1", sysctl_file: /etc/sysctl.d/90-shop.conf, sysctl_set: true}
    - cron: {name: tidy up, minute: "5", hour: "3", job: /bin/true}
    - ufw: {rule: allow, port: "22", proto: tcp}
    - ufw: {rule: limit, port: "{{ item }}", proto: tcp, comment: the shop}
      loop: "{{ ports }}"
    - ufw: {rule: allow, from_ip: 192.0.2.0/24, port: "3306", proto: tcp}
    - ufw: {state: enabled, default: deny, direction: incoming}
    - systemd: {name: cron, state: started, enabled: true, daemon_reload: false}
    - stat: {path: /srv/shop/index.html}
      register: st
    - assert: {that: [st.stat.pw_name == 'shop', st.stat.mode == '0640']}
    - command: nginx -t
      changed_when: false
`,
        '  vars: {ports: [8081, 8082]}\n  handlers: [{name: reload, service: {name: nginx, state: reloaded}}]\n',
      ),
    },
  },
  {
    name: 'a database with its users',
    files: {
      'site.yml': play(`
    - apt: {name: [mariadb-server, python3-pymysql], install_recommends: false}
    - service: {name: mariadb, state: started, enabled: true}
    - community.mysql.mysql_db: {name: shop, state: present, encoding: utf8mb4, login_unix_socket: /run/mysqld/mysqld.sock}
    - community.mysql.mysql_user: {name: shop, host: localhost, password: a-password, priv: "shop.*:SELECT,INSERT,UPDATE", login_unix_socket: /run/mysqld/mysqld.sock}
      no_log: true
    - community.mysql.mysql_user: {name: shop, host: localhost, priv: "shop.*:SELECT,INSERT,UPDATE", login_unix_socket: /run/mysqld/mysqld.sock}
    - community.mysql.mysql_user: {name: shop, host: localhost, priv: "shop.*:SELECT,INSERT,UPDATE", append_privs: true, login_unix_socket: /run/mysqld/mysqld.sock}
    - community.mysql.mysql_variables: {variable: max_connections, value: 120, login_unix_socket: /run/mysqld/mysqld.sock}
    - community.mysql.mysql_query: {query: SELECT 1 AS one, login_unix_socket: /run/mysqld/mysqld.sock}
      register: q
    - assert: {that: ["q.query_result[0][0].one == 1", "q.rowcount[0] == 1"]}
`),
    },
  },
]
