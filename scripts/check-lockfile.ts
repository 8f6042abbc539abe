// A lockfile can install here and fail on a fresh clone elsewhere: when it leaves out optional packages that another
// platform needs, or when it carries download addresses of one registry. And what a package does while it is installed
// nobody has read. All of it is found here, in every lockfile whose path is given (default: the project's own); each is
// told on a line.
import { readFileSync } from 'node:fs'

interface LockedPackage {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const paths = process.argv.slice(2)
for (const path of paths.length === 0 ? ['package-lock.json'] : paths) check(path)

function check(path: string): void {
  const lockfile: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(path, 'utf8'))
  const packages = Object.entries(lockfile.packages)
  const present = new Set(packages.map(([location]) => packageName(location)))

  const problems = packages.flatMap(([location, locked]) => {
    // The project itself, and folders of it that are installed as packages, are not downloaded.
    const isLocal = locked.link === true || !location.includes('node_modules/')
    const missing = Object.keys(locked.optionalDependencies ?? {}).filter((name) => !present.has(name))
    return [
      ...missing.map((name) => `${location}: its optional package ${name} is not in the lockfile`),
      ...(isLocal || locked.resolved === undefined ? [] : [`${location}: carries a download address`]),
      ...(isLocal || locked.integrity !== undefined ? [] : [`${location}: has no integrity`]),
      ...(locked.hasInstallScript === true ? [`${location}: runs a script when it is installed`] : []),
    ]
  })

  for (const problem of problems) console.error(problem)
  console.log(`${path}: ${packages.length} packages, ${problems.length} problems`)
  if (problems.length > 0) process.exitCode = 1
}

function packageName(location: string): string {
  return location.split('node_modules/').at(-1) ?? ''
}
