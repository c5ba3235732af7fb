import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { withLock } from './lock.ts'
import { must } from './process.ts'
import { type Recipe, recipeKey } from './recipe.ts'

/** Where base images and downloaded packages are kept, outside any checkout. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.XDG_CACHE_HOME ? `${env.XDG_CACHE_HOME}/stack/lab` : '/var/cache/stack/lab'
}

/** Where the packages that hosts of this release have downloaded are kept. */
export function poolDirectory(release: string): string {
  return `${cacheDirectory()}/packages/${release}`
}

/**
 * Returns the directory of the base image for `recipe`, building it first if the cache has none.
 * `progress` hears the builder's steps, and nothing if there is nothing to build. A build that was killed
 * leaves a directory that the next build removes; two builders of the same image wait for one another.
 */
export async function ensureImage(recipe: Recipe, progress: (step: string) => void): Promise<string> {
  const images = `${cacheDirectory()}/images`
  const key = recipeKey(recipe)
  const image = `${images}/${key}`
  if (existsSync(image)) return image
  progress('waiting for the builder')
  return withLock(`${images}/.${key}.lock`, async () => {
    if (existsSync(image)) return image
    await removeBroken(images, key)
    const building = await mkdtemp(`${images}/.${key}.`)
    try {
      await build(recipe, `${building}/root`, progress)
      await rename(`${building}/root`, image)
    } finally {
      await rm(building, { recursive: true, force: true })
    }
    return image
  })
}

/**
 * Removes images and packages that are too old to be chosen again (see `recipeKey`), but for the images
 * `inUse`: a running host reads from its own.
 */
export async function pruneCache(inUse: ReadonlySet<string>): Promise<void> {
  const images = await oldEntries(`${cacheDirectory()}/images`)
  const pools = await readdir(`${cacheDirectory()}/packages`).catch(() => [])
  const packages = await Promise.all(pools.map((release) => oldEntries(poolDirectory(release))))
  for (const path of [...images, ...packages.flat()]) {
    if (!inUse.has(path)) await rm(path, { recursive: true, force: true })
  }
}

async function oldEntries(directory: string): Promise<string[]> {
  const oldest = Date.now() - 60 * 24 * 3600 * 1000
  const paths = (await readdir(directory).catch(() => [])).map((name) => `${directory}/${name}`)
  const times = await Promise.all(
    paths.map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs),
  )
  return paths.filter((_, index) => (times[index] ?? oldest) < oldest)
}

/**
 * The builder has process and mount namespaces of its own and dies with this process: whatever kills
 * `stack`, no process or mount of the build survives it.
 */
async function build(recipe: Recipe, root: string, progress: (step: string) => void): Promise<void> {
  const setup = `${root}.setup`
  await writeFile(setup, recipe.setup)
  await writeFile(`${root}.apt`, recipe.aptConf)
  await mkdir(poolDirectory(recipe.release), { recursive: true })
  const isolated = [
    'setpriv',
    '--pdeathsig',
    'KILL',
    'unshare',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ]
  await must(
    [
      ...isolated,
      ...['mmdebstrap', '--mode=root', '--variant=minbase', '--skip=cleanup/apt/lists'],
      ...[`--include=${recipe.packages.join(',')}`, `--aptopt=${root}.apt`],
      `--customize-hook=chroot "$1" sh < "${setup}"`,
      // The machine's own names; every host gets its own.
      '--customize-hook=rm -f "$1/etc/resolv.conf"',
      ...[recipe.release, root, ...(recipe.sources.length > 0 ? ['-'] : [])],
    ],
    {
      input: `${recipe.sources.join('\n')}\n`,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      onLine: (line) => line.startsWith('I: ') && progress(line.slice(3)),
    },
  )
}

async function removeBroken(images: string, key: string): Promise<void> {
  const left = (await readdir(images)).filter(
    (name) => name.startsWith(`.${key}.`) && !name.endsWith('.lock'),
  )
  for (const name of left) await rm(`${images}/${name}`, { recursive: true, force: true })
}
