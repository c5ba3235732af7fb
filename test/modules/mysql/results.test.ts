import { expect, test } from 'vitest'
import { parseErrors, parseResults } from '../../../src/modules/mysql/results.ts'

// As MySQL 9.7 and MariaDB 11.8 print it.
const RECORDED = `<?xml version="1.0"?>

<resultset statement="select 1 a, 'x\ty' b, null c, 'NULL' d, '&lt;&amp;&gt;' f " xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row>
	<field name="a">1</field>
	<field name="b">x	y</field>
	<field name="c" xsi:nil="true" />
	<field name="d">NULL</field>
	<field name="it's &quot;f&quot;">&lt;row&gt;&amp;amp;
second line</field>
  </row>
</resultset>
<?xml version="1.0"?>

<resultset statement="select 1 from mysql.db limit 0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"></resultset>
`

test('values keep tabs, new lines and marks; NULL differs from its name', () => {
  expect(parseResults(RECORDED)).toEqual([
    { rows: [{ a: '1', b: 'x\ty', c: null, d: 'NULL', 'it\'s "f"': '<row>&amp;\nsecond line' }] },
    { rows: [] },
  ])
})

test('errors have their numbers; the statement that MariaDB repeats is passed over', () => {
  const said = `mysql: Deprecated program name.
--------------
CREATE USER x IDENTIFIED BY 'ERROR 1 secret'
--------------

ERROR 1396 (HY000) at line 9: Operation CREATE USER failed for 'x'@'%'
ERROR 2002 (HY000): Can't connect to local server through socket '/run/my.sock' (2)
`
  expect(parseErrors(said)).toEqual([
    { code: 1396, line: 9, message: "Operation CREATE USER failed for 'x'@'%'" },
    {
      code: 2002,
      line: undefined,
      message: "Can't connect to local server through socket '/run/my.sock' (2)",
    },
  ])
})
