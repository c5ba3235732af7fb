// Brings the pages of the stack to life: curves, alarms, and fresh numbers. What it shows comes from the HTTP
// API of the Prometheus that serves it; it needs nothing else. Written by the role monitoring.

/** How far back a curve goes, in seconds. */
const RANGES = { '15 min': 900, '1 h': 3600, '6 h': 21600, '1 d': 86400, '1 w': 604800 }
const POINTS = 240
/** Answers are told apart by colour where the colour says something. */
const COLOURS = { '1xx': 'c6', '2xx': 'c2', '3xx': 'c0', '4xx': 'c4', '5xx': 'c7' }
const SVG = 'http://www.w3.org/2000/svg'

let range = localStorage.getItem('range') in RANGES ? localStorage.getItem('range') : '1 h'

showRanges()
show()
setInterval(refresh, 15_000)

/** Draws what the numbers in the page leave open. */
function show() {
  for (const figure of document.querySelectorAll('.chart')) drawFresh(figure)
  for (const time of document.querySelectorAll('time')) {
    time.textContent = new Date(time.dataset.seconds * 1000).toLocaleDateString(undefined, { dateStyle: 'medium' })
  }
  const [firing, rules] = ['firing', 'rules'].map((name) => document.querySelector(`[data-alarms=${name}]`))
  if (firing && rules) showAlarms(firing, rules)
}

/** Puts the numbers of now in the place of those of before; the curves follow. */
async function refresh() {
  if (document.hidden) return
  const response = await fetch(location.pathname).catch(() => undefined)
  if (!response?.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const [fresh, old] = [page, document].map((one) => [...one.querySelectorAll('main > section:not(.charts):not([data-alarms])')])
  if (fresh.length === old.length) old.forEach((section, index) => section.replaceWith(document.adoptNode(fresh[index])))
  show()
}

function showRanges() {
  const buttons = Object.keys(RANGES).map((name) => {
    const button = element('button', { type: 'button', textContent: name })
    button.addEventListener('click', () => {
      range = name
      localStorage.setItem('range', name)
      press()
      show()
    })
    return button
  })
  const press = () => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.textContent === range))
  }
  press()
  if (document.querySelector('.chart')) document.querySelector('.ranges').replaceChildren(...buttons)
}

async function ask(path, parameters) {
  const url = `${document.querySelector('main').dataset.url}/api/v1/${path}?${new URLSearchParams(parameters)}`
  const answer = await (await fetch(url)).json()
  if (answer.status !== 'success') throw new Error(answer.error)
  return answer.data
}

async function drawFresh(figure) {
  const seconds = RANGES[range]
  const step = Math.max(2, Math.round(seconds / POINTS))
  const end = Math.floor(Date.now() / 1000 / step) * step
  try {
    const query = figure.dataset.query.replaceAll('$window', `${Math.max(60, step * 2)}s`)
    const { result } = await ask('query_range', { query, start: end - seconds, end, step })
    draw(figure, curvesOf(figure, result, step), { start: end - seconds, end })
  } catch (fault) {
    say(figure, `cannot be read: ${fault.message}`)
  }
}

/** Each curve: its name, its colour, and its points; a gap where there was no answer. */
function curvesOf(figure, result, step) {
  const labels = figure.dataset.legend.split(' ')
  const named = result.map(({ metric, values }) => ({
    name: labels.map((label) => metric[label] ?? '').join(' ').trim(),
    points: values.map(([time, value]) => [time, Number(value)]).filter(([, value]) => Number.isFinite(value)),
  }))
  named.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  return named.map((curve, index) => ({ ...curve, step, colour: `var(--${COLOURS[curve.name] ?? `c${index % 8}`})` }))
}

function draw(figure, curves, { start, end }) {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value))
  if (values.length === 0) return say(figure, 'nothing yet')
  const [width, height, left, bottom, top] = [figure.clientWidth - 32, 176, 52, 20, 10]
  const ticks = ticksUpTo(Math.max(...values), figure.dataset.unit)
  const most = ticks.at(-1)
  const x = (time) => left + ((time - start) / (end - start)) * (width - left - 6)
  const y = (value) => top + (1 - value / most) * (height - top - bottom)
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': figure.querySelector('figcaption').textContent })
  for (const tick of ticks) {
    svg.append(shape('line', { class: 'grid', x1: left, x2: width - 6, y1: y(tick), y2: y(tick) }))
    svg.append(shape('text', { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, written(tick, figure.dataset.unit)))
  }
  for (const time of timesBetween(start, end, width)) {
    svg.append(shape('text', { x: x(time), y: height - 4, 'text-anchor': 'middle' }, clock(time, end - start)))
  }
  for (const curve of curves) {
    svg.append(shape('path', { class: 'curve', stroke: curve.colour, d: pathOf(curve, x, y) }))
  }
  const legend = legendOf(curves, figure.dataset.unit)
  const pointer = shape('g', {})
  svg.append(pointer)
  const follow = (event) => {
    const box = svg.getBoundingClientRect()
    const at = start + (((event.clientX - box.left) / box.width) * width - left) / (width - left - 6) * (end - start)
    point(pointer, curves, at, x, y, top, height - bottom)
    legend.tell((curve) => nearest(curve, at), clock(at, 0))
  }
  svg.addEventListener('pointermove', follow)
  svg.addEventListener('pointerdown', follow)
  svg.addEventListener('pointerleave', () => {
    pointer.replaceChildren()
    legend.tell((curve) => curve.points.at(-1), '')
  })
  fill(figure, svg, legend.box)
}

function pathOf({ points, step }, x, y) {
  return points
    .map(([time, value], index) => {
      const gap = index === 0 || time - points[index - 1][0] > 1.5 * step
      // A point on its own is a dash: a line of no length is not seen.
      const alone = gap && !(points[index + 1]?.[0] - time <= 1.5 * step)
      return `${gap ? 'M' : 'L'}${x(time).toFixed(1)} ${y(value).toFixed(1)}${alone ? 'h2' : ''}`
    })
    .join('')
}

function legendOf(curves, unit) {
  const box = element('div', { className: 'legend' })
  const tell = (pick, when) => {
    const entries = curves.map((curve) => {
      const entry = element('span', { textContent: curve.name ? `${curve.name} ` : '' })
      entry.style.setProperty('--colour', curve.colour)
      const picked = pick(curve)
      entry.append(element('b', { textContent: picked ? written(picked[1], unit) : '–' }))
      return entry
    })
    box.replaceChildren(...entries, ...(when ? [element('i', { textContent: when })] : []))
  }
  tell(({ points }) => points.at(-1), '')
  return { box, tell }
}

function point(group, curves, at, x, y, top, bottom) {
  const dots = curves.flatMap((curve) => {
    const found = nearest(curve, at)
    return found ? [shape('circle', { class: 'dot', cx: x(found[0]), cy: y(found[1]), r: 3.5, fill: curve.colour })] : []
  })
  group.replaceChildren(shape('line', { class: 'now', x1: x(at), x2: x(at), y1: top, y2: bottom }), ...dots)
}

function nearest({ points, step }, at) {
  const found = points.reduce((best, one) => (Math.abs(one[0] - at) < Math.abs(best[0] - at) ? one : best), [Infinity])
  return Math.abs(found[0] - at) <= 1.5 * step ? found : undefined
}

/** Three to five round numbers from 0 to a little above `most`. */
function ticksUpTo(most, unit) {
  if (unit === 'percent' && most > 40) return [0, 25, 50, 75, 100]
  const wanted = (most > 0 ? most : 1) / 3
  const base = unit.startsWith('bytes') ? 1024 ** Math.floor(Math.log(Math.max(wanted, 1)) / Math.log(1024)) : 1
  const power = 10 ** Math.floor(Math.log10(wanted / base))
  const step = base * power * [1, 2, 5, 10].find((factor) => factor * power * base >= wanted)
  const ticks = [0]
  while (ticks.at(-1) < most || ticks.length < 2) ticks.push(ticks.at(-1) + step)
  return ticks
}

function timesBetween(start, end, width) {
  const wanted = (end - start) / Math.max(2, Math.floor(width / 90))
  const step = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400].find((one) => one >= wanted) ?? 172800
  const offset = new Date().getTimezoneOffset() * 60
  const times = []
  for (let time = Math.ceil((start - offset) / step) * step + offset; time < end - step / 4; time += step) {
    if (time > start + step / 4) times.push(time)
  }
  return times
}

/** A time: with seconds where one moment is meant, with the day where hours are not enough. */
function clock(time, span) {
  const date = new Date(time * 1000)
  if (span > 172800) return date.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric' })
  const seconds = span === 0 ? { second: '2-digit' } : {}
  return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false, ...seconds })
}

function written(value, unit) {
  const digits = (number) => Number(number.toPrecision(3)).toLocaleString(undefined, { maximumFractionDigits: 3 })
  if (unit.startsWith('bytes')) {
    const power = Math.min(4, Math.max(0, Math.floor(Math.log(Math.abs(value) || 1) / Math.log(1024))))
    return `${digits(value / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}${unit.slice(5)}`
  }
  if (unit === 'seconds') return value !== 0 && Math.abs(value) < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`
  if (unit === 'percent') return `${digits(value)} %`
  if (unit === 'days') return `${digits(value)} d`
  return `${digits(value)}${unit === '/s' ? '/s' : ''}`
}

async function showAlarms(firing, rules) {
  const data = await ask('rules', { type: 'alert' }).catch(() => undefined)
  if (data === undefined) return
  const known = data.groups.flatMap((group) => group.rules).filter(({ name }) => name !== 'Watchdog')
  const alive = data.groups.some((group) => group.rules.some(({ name, state }) => name === 'Watchdog' && state === 'firing'))
  const alarms = known.flatMap((rule) => rule.alerts.map((alert) => ({ ...alert, name: rule.name })))
  alarms.sort((a, b) => a.state.localeCompare(b.state) || a.name.localeCompare(b.name))
  firing.replaceChildren(
    ...(alarms.length > 0 ? alarms.map(alarmBox) : [element('div', { className: 'banner good', textContent: 'All is well' })]),
  )
  const rows = known.map(({ name, state, duration, health }) => {
    const row = element('tr', {})
    const word = state === 'inactive' ? ['good', 'well'] : state === 'pending' ? ['unknown', 'about to be'] : ['bad', 'alarm']
    const mark = element('span', { className: `state ${health === 'err' ? 'unknown' : word[0]}`, textContent: health === 'err' ? 'cannot be told' : word[1] })
    const cell = element('td', {})
    cell.append(mark)
    row.append(element('th', { textContent: name }), cell, element('td', { textContent: duration ? `after ${spoken(duration)}` : 'at once' }))
    return row
  })
  const table = element('table', {})
  const body = element('tbody', {})
  body.append(...rows)
  table.append(body)
  const box = element('div', { className: 'table' })
  box.append(table)
  const note = element('p', {
    className: 'note',
    textContent: alive ? 'The Watchdog is awake: alarms are worked out.' : 'The Watchdog is silent: alarms are not worked out.',
  })
  rules.replaceChildren(note, box)
}

function alarmBox({ name, state, activeAt, labels, annotations }) {
  const box = element('div', { className: `alarm ${state}` })
  const since = new Date(activeAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
  box.append(
    element('h2', { textContent: annotations.summary ?? name }),
    element('p', { textContent: annotations.description ?? '' }),
    element('p', { textContent: annotations.action ?? '' }),
    element('p', { className: 'when', textContent: `${name}, ${labels.severity ?? 'no severity'}, ${state === 'pending' ? 'seen since' : 'since'} ${since}` }),
  )
  return box
}

function spoken(seconds) {
  return seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}

function say(figure, text) {
  fill(figure, element('div', { className: 'empty', textContent: text }))
}

function fill(figure, ...parts) {
  figure.replaceChildren(figure.querySelector('figcaption'), ...parts)
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties)
}

function shape(name, attributes, text = '') {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.textContent = text
  return made
}
