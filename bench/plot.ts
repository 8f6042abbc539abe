// Draws lines over two logarithmic axes, where what grows in proportion is straight and rises by one for one.
import type { Line } from './linearity.ts'

export interface Chart {
  readonly title: string
  readonly across: string
  readonly lines: readonly Line[]
}

const width = 380
const height = 300
const margin = { left: 56, right: 16, top: 40, bottom: 48 }
const colours = ['#888888', '#1f6feb', '#d1570a']

/** All charts beside each other, as one SVG that reads in light and in dark. */
export function drawCharts(charts: readonly Chart[], unit: string): string {
  const total = width * charts.length
  const groups = charts.map(
    (chart, index) => `<g transform="translate(${index * width} 0)">${drawChart(chart, unit)}</g>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height}" width="${total}" height="${height}"`,
    ' font-family="system-ui, sans-serif" font-size="11">',
    `<title>${charts.map(({ title }) => title).join('; ')}</title>`,
    `<rect width="${total}" height="${height}" fill="#ffffff"/>`,
    ...groups,
    '</svg>\n',
  ].join('\n')
}

function drawChart({ title, across, lines }: Chart, unit: string): string {
  const points = lines.flatMap((line) => line.points)
  const sizes = [...new Set(points.map(({ size }) => size))].toSorted((one, other) => one - other)
  const costs = points.map(({ cost }) => cost)
  const x = scale(Math.min(...sizes), Math.max(...sizes), margin.left, width - margin.right)
  const y = scale(Math.min(...costs) / 1.5, Math.max(...costs) * 1.5, height - margin.bottom, margin.top)
  const bottom = height - margin.bottom
  const parts = [
    text(margin.left, 20, title, 'start', 'font-weight="600" font-size="13"'),
    text((margin.left + width - margin.right) / 2, height - 8, across, 'middle'),
    text(14, (margin.top + bottom) / 2, unit, 'middle', `transform="rotate(-90 14 ${(margin.top + bottom) / 2})"`),
    `<path d="M${margin.left} ${margin.top}V${bottom}H${width - margin.right}" fill="none" stroke="#bbbbbb"/>`,
  ]
  for (const size of sizes) {
    parts.push(
      `<path d="M${x(size)} ${bottom}v4" stroke="#bbbbbb"/>`,
      text(x(size), bottom + 16, String(size), 'middle'),
    )
  }
  for (const tick of ticksWithin(Math.min(...costs) / 1.5, Math.max(...costs) * 1.5)) {
    parts.push(
      `<path d="M${margin.left} ${y(tick)}H${width - margin.right}" stroke="#eeeeee"/>`,
      text(margin.left - 6, y(tick) + 4, String(tick), 'end'),
    )
  }
  for (const [index, line] of lines.entries()) {
    const colour = colours[index % colours.length] ?? '#000000'
    const path = line.points.map(({ size, cost }) => `${x(size)},${y(cost)}`).join(' ')
    parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    for (const { size, cost } of line.points)
      parts.push(`<circle cx="${x(size)}" cy="${y(cost)}" r="3" fill="${colour}"/>`)
    const row = margin.top + 8 + index * 16
    parts.push(`<path d="M${margin.left + 10} ${row}h16" stroke="${colour}" stroke-width="2"/>`)
    parts.push(text(margin.left + 32, row + 4, line.name, 'start'))
  }
  return parts.join('\n')
}

function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = Math.log(high) - Math.log(low)
  return (value) => Math.round((from + ((Math.log(value) - Math.log(low)) / span) * (to - from)) * 10) / 10
}

/** 1, 2 and 5 of every power of ten between the two. */
function ticksWithin(low: number, high: number): readonly number[] {
  const powers = Array.from({ length: 12 }, (_, index) => 10 ** (index - 5))
  const ticks = powers.flatMap((power) => [1, 2, 5].map((digit) => Number((digit * power).toPrecision(1))))
  return ticks.filter((tick) => tick >= low && tick <= high)
}

function text(x: number, y: number, content: string, anchor: string, more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#333333" ${more}>${content}</text>`
}
