import { linesOf, pairsOf, type Sections, textOf } from './sections.ts'

/** Processors, memory, uptime and the firmware's own words. */
export function hardwareFacts(sections: Sections): Record<string, unknown> {
  const [one, five, fifteen] = textOf(sections, 'load').split(' ').map(Number)
  return {
    ...processors(sections),
    ...memory(sections),
    ...firmware(sections),
    ansible_uptime_seconds: Math.floor(Number(textOf(sections, 'uptime').split(' ')[0] ?? 0)),
    ansible_loadavg: { '1m': one, '5m': five, '15m': fifteen },
  }
}

/** Counted as Ansible does (module_utils/facts/hardware/linux.py, get_cpu_facts). */
function processors(sections: Sections): Record<string, unknown> {
  const named: string[] = []
  const sockets = new Map<string, number>()
  const siblings = new Map<string, number>()
  const seen = { vendor: 0, model: 0, processor: 0 }
  let socket = '0'
  let core = '0'
  for (const line of linesOf(sections, 'cpu')) {
    const [key = '', value = ''] = line.split(':').map((part) => part.trim())
    if (/^(model name|Processor|vendor_id|cpu|Vendor|processor)$/.test(key)) named.push(value)
    if (key === 'vendor_id') seen.vendor += 1
    else if (key === 'model name') seen.model += 1
    else if (key === 'processor') seen.processor += 1
    else if (key === 'physical id') {
      socket = value
      if (!sockets.has(socket)) sockets.set(socket, 1)
    } else if (key === 'core id') {
      core = value
      if (!siblings.has(core)) siblings.set(core, 1)
    } else if (key === 'cpu cores') sockets.set(socket, Number(value))
    else if (key === 'siblings') siblings.set(core, Number(value))
  }
  const same = seen.vendor > 0 && seen.vendor === seen.model
  const count = sockets.size || (same ? seen.vendor : seen.processor)
  const cores = [...sockets.values()][0] || 1
  const threads = Math.floor(([...siblings.values()][0] ?? 1) / cores)
  return {
    ansible_processor: named,
    ansible_processor_count: count,
    ansible_processor_cores: cores,
    ansible_processor_threads_per_core: threads,
    ansible_processor_vcpus: threads * count * cores,
    ansible_processor_nproc: Number(textOf(sections, 'nproc')) || seen.processor,
  }
}

function memory(sections: Sections): Record<string, unknown> {
  const kilobytes = new Map<string, number>()
  for (const line of linesOf(sections, 'memory')) {
    const [name = '', value = ''] = line.split(':')
    kilobytes.set(name, Number.parseInt(value, 10))
  }
  const mb = (...names: readonly string[]): number =>
    names.reduce((sum, name) => sum + Math.floor((kilobytes.get(name) ?? 0) / 1024), 0)
  const [total, free] = [mb('MemTotal'), mb('MemFree')]
  const [swapTotal, swapFree] = [mb('SwapTotal'), mb('SwapFree')]
  const freeWithoutCache = free + mb('Cached') + mb('Buffers')
  return {
    ansible_memtotal_mb: total,
    ansible_memfree_mb: free,
    ansible_swaptotal_mb: swapTotal,
    ansible_swapfree_mb: swapFree,
    ansible_memory_mb: {
      real: { total, used: total - free, free },
      nocache: { free: freeWithoutCache, used: total - freeWithoutCache },
      swap: { total: swapTotal, free: swapFree, used: swapTotal - swapFree, cached: mb('SwapCached') },
    },
  }
}

const FIRMWARE = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
} as const

function firmware(sections: Sections): Record<string, unknown> {
  const read = pairsOf(linesOf(sections, 'dmi'))
  return Object.fromEntries(
    Object.entries(FIRMWARE).map(([fact, file]) => [`ansible_${fact}`, read[file]?.trim() || 'NA']),
  )
}
